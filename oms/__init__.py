"""Trades, orders, executions, routing and the venue gateway."""
