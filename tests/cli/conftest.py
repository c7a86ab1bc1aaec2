"""Both faces, run inside this process: for verbs that need no daemon. What starts one is run in a box."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from pybits.cli.main import click_face, slash_face
from tests.cli.faces import Face, Said


def face(run: Callable[[Sequence[str]], int], capsys: pytest.CaptureFixture[str]) -> Face:
    def call(*words: str) -> Said:
        capsys.readouterr()
        status = int(run(words))
        return Said(status, *capsys.readouterr())

    return call


@pytest.fixture
def pybits(capsys: pytest.CaptureFixture[str]) -> Face:
    """Give the click face."""
    return face(click_face, capsys)


@pytest.fixture
def bitsadmin(capsys: pytest.CaptureFixture[str]) -> Face:
    """Give the slash face."""
    return face(slash_face, capsys)
