"""The writers of settlement."""
