"""Requests, quotes and the pricing engine."""
