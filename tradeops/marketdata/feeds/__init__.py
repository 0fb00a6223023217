"""The process that keeps books: one task a book, one publisher, a leader and a standby."""
