"""Pushing outwards: topics, publisher, sockets."""
