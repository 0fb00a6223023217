"""Simulated exchanges that speak the public spot dialect of Binance over REST and WebSocket.

They stand in for real venues in the demo, in drills and in tests. The package knows nothing of the
product and the product imports nothing of it: the two meet on sockets only.
"""
