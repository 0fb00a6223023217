"""The writers of oms."""
