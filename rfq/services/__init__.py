"""The writers of rfq."""
