"""Proxies that a script names (PAC): asked in a process of its own."""
