"""Pure decisions about requests and quotes."""
