"""Events, deliveries and positions: every state change, once."""
