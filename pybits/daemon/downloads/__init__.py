"""A download job in its turn: its files fetched, written, synced and claimed."""
