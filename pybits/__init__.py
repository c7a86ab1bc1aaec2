"""BITS for Unix: a durable queue of background transfers, the daemon that moves the bytes, and its command line."""

from __future__ import annotations

__version__ = "0.1.0"
