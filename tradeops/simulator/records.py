"""All orders and fills of the venue's account, and the ways to find them."""

from .orders import Fill, Order


class Records:
    def __init__(self) -> None:
        self.orders: dict[int, Order] = {}
        self.fills: list[Fill] = []
        self._fills_by_order: dict[int, list[Fill]] = {}
        self._latest_by_client_id: dict[str, Order] = {}
        self._open: dict[int, Order] = {}

    def add_order(self, order: Order) -> None:
        self.orders[order.id] = order
        self._latest_by_client_id[order.client_id] = order
        self.update(order)

    def update(self, order: Order) -> None:
        """Follow a change of the order's status."""
        if order.open:
            self._open[order.id] = order
        else:
            self._open.pop(order.id, None)

    def add_fill(self, fill: Fill) -> None:
        self.fills.append(fill)
        self._fills_by_order.setdefault(fill.order_id, []).append(fill)

    def is_open(self, client_id: str) -> bool:
        """Whether an open order uses this client id; the id of a finished order may be used again."""
        latest = self._latest_by_client_id.get(client_id)
        return latest is not None and latest.open

    def find(self, symbol: str, order_id: int | None, client_id: str | None) -> Order | None:
        """The order by id, by client id (the latest that used it), or by both when both are given."""
        found = self._latest_by_client_id.get(client_id or "") if order_id is None else self.orders.get(order_id)
        if found is None or found.symbol != symbol or client_id not in (None, found.client_id):
            return None
        return found

    def open_orders(self, symbol: str | None = None) -> list[Order]:
        return [order for order in self._open.values() if symbol in (None, order.symbol)]

    def fills_of(self, order_id: int) -> list[Fill]:
        return self._fills_by_order.get(order_id, [])
