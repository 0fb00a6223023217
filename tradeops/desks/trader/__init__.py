"""The trader desk: every request, why its price, what follows from it, and the switches."""
