"""What the desk trades, where, with whom and at which fees."""
