"""Uploads: the protocols in pure words, and the one request at a time that carries them."""
