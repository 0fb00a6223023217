"""Heartbeats, stage measures, health and the relay."""
