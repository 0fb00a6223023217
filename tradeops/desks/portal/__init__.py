"""The client's own pages: ask, look, accept; trades, requests and balances."""
