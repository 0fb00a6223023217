"""The demo desk: what ``make run`` shows on a new machine. Everything goes through the ordinary services."""
