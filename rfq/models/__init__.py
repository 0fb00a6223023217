from rfq.models.acceptance import Acceptance
from rfq.models.policy import PricingPolicy
from rfq.models.quote import Quote
from rfq.models.quote_inputs import QuoteInputs
from rfq.models.request import Rfq

__all__ = ["Acceptance", "PricingPolicy", "Quote", "QuoteInputs", "Rfq"]
