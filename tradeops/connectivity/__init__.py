"""The desk's voice at venues: clients, symbols, rate limits, and what an answer proves."""
