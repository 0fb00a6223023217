"""The operations map: every stage against its budget, and who keeps it running."""
