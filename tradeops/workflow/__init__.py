"""Transition tables and the one engine that applies them."""
