"""What operations tells the journal, about the subject of the delivery concerned."""

DELIVERY_RETRIED = "operations.delivery_retried"
DELIVERY_DISCARDED = "operations.delivery_discarded"
