"""Obligations and deposits."""
