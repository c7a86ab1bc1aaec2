"""`python -m pybits`: the program `pybits`."""

from __future__ import annotations

from .cli.main import pybits

if __name__ == "__main__":
    pybits()
