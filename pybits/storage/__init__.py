"""How it survives: the only code that opens, locks, renames or syncs files."""
