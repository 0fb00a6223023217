"""Limits, reservations, exposure, positions and trading state."""
