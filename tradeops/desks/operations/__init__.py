"""The operations page: what is owed, what arrived, what waits for a second person, what is stuck."""
