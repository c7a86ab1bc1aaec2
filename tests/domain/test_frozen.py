"""Our named tuples behave as typing's do, in everything that pybits or a program that uses it may rely on."""

from __future__ import annotations

import copy
import inspect
import pickle
import typing
from collections.abc import Callable
from typing import Any

import pytest

from pybits.domain import frozen


class Ours(frozen.NamedTuple):
    """A value."""

    a: int
    b: str = "b"
    c: tuple[int, ...] = ()

    @property
    def twice(self) -> int:
        """Double a."""
        return self.a * 2


class Theirs(typing.NamedTuple):
    """A value."""

    a: int
    b: str = "b"
    c: tuple[int, ...] = ()

    @property
    def twice(self) -> int:
        """Double a."""
        return self.a * 2


class Empty(frozen.NamedTuple):
    """A value without a field."""


class Later(Ours):
    """One that adds nothing."""


BOTH = pytest.mark.parametrize("cls", [Ours, Theirs])


@BOTH
def test_values_are_made_read_compared_and_shown(cls: Any) -> None:
    value = cls(1, c=(2,))
    assert (value.a, value.b, value.c, value.twice) == (1, "b", (2,), 2)
    assert value == (1, "b", (2,)) == cls._make([1, "b", (2,)])
    assert hash(value) == hash((1, "b", (2,)))
    assert repr(value) == f"{cls.__name__}(a=1, b='b', c=(2,))"
    assert value._asdict() == {"a": 1, "b": "b", "c": (2,)}
    assert value._replace(a=5) == cls(5, c=(2,))
    assert type(value._replace(a=5)) is cls
    assert copy.deepcopy(value) == value == pickle.loads(pickle.dumps(value))
    assert type(pickle.loads(pickle.dumps(value))) is cls
    match value:
        case cls(1, b):
            assert b == "b"
        case _:
            pytest.fail("a pattern of positions does not match")


@BOTH
def test_classes_say_what_they_have(cls: Any) -> None:
    assert cls._fields == cls.__match_args__ == ("a", "b", "c")
    assert cls._field_defaults == {"b": "b", "c": ()}
    assert cls.__doc__ == "A value."
    assert list(inspect.signature(cls).parameters) == ["a", "b", "c"]
    assert cls.__annotations__["a"] in ("int", typing.ForwardRef("int"))


@BOTH
def test_what_cannot_be_is_refused(cls: Any) -> None:
    refused: list[Callable[[], Any]] = [cls, lambda: cls(1, 2, 3, 4), lambda: cls(1, d=1), lambda: cls(1, a=1)]
    for bad in refused:
        with pytest.raises(TypeError):
            bad()
    with pytest.raises(TypeError):
        cls._make([1])
    with pytest.raises((TypeError, ValueError)):
        cls(1)._replace(d=1)
    for name in ("a", "other"):
        with pytest.raises(AttributeError):
            setattr(cls(1), name, 1)


def test_a_class_may_add_nothing() -> None:
    assert Empty() == ()
    assert Later(1).twice == 2
    assert repr(Later(1)) == "Later(a=1, b='b', c=())"
    assert type(Later(1)._replace(b="x")) is Later


@pytest.mark.parametrize(
    "make", [lambda cls: cls(1, "x"), lambda cls: cls(a=1, b="x"), lambda cls: cls._make([1, "x"]), lambda cls: cls(1)]
)
def test_the_first_value_may_be_made_in_any_way(make: Callable[[Any], Any]) -> None:
    class Fresh(frozen.NamedTuple):
        a: int
        b: str = "x"

    for _ in range(2):
        assert make(Fresh) == (1, "x")
