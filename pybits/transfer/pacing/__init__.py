"""Holding transfers back: what the kernel knows of their connections, and what each may take."""
