from oms.models.child_order import ChildOrder
from oms.models.execution import Execution
from oms.models.movement import VenueMovement
from oms.models.order import Order
from oms.models.polling import FillWatermark, VenueSession
from oms.models.residual import Residual
from oms.models.trade import Trade

__all__ = ["ChildOrder", "Execution", "FillWatermark", "Order", "Residual", "Trade", "VenueMovement", "VenueSession"]
