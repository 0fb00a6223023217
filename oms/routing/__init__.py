"""Where a hedge goes: pure decisions over books, fees, lots, minimums and balances."""
