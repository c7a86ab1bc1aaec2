"""Credentials on the wire: which may go where, and what libcurl does not do of them."""
