"""Order books of venues, kept exact from the socket to the price: feeds, codec, composite, sweep."""
