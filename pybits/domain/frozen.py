"""Named tuples that cost nothing until they are used: a getter defines two dozen of them and makes four.

For a type checker, and for whoever uses them, they are typing's: fields, defaults, _replace, _asdict, _make. To import
typing and to let it compile every annotation took a third of the time of a getter.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414  given on
else:
    from _collections import _tuplegetter

    class _Values(tuple):
        """What all of them can do."""

        __slots__ = ()
        _fields = ()
        _field_defaults = {}  # noqa: RUF012  each class has its own

        def __new__(cls, *values, **named):
            """Make the first value: the constructor is compiled, and stands in this one's place from now on."""
            owner = next(base for base in cls.__mro__ if "_fields" in base.__dict__)
            owner.__new__ = staticmethod(_constructor(owner))
            return owner.__new__(cls, *values, **named)

        @classmethod
        def _make(cls, values):
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"{cls.__name__} has {len(cls._fields)} fields, not {len(made)}")
            return made

        def _replace(self, **changes):
            made = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise TypeError(f"{type(self).__name__} has no field {', '.join(changes)}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in zip(self._fields, self, strict=True))})"

        def __getnewargs__(self):
            return tuple(self)

    class _Definition(type):
        """Makes a class of its annotations."""

        def __new__(cls, name, bases, content):
            if bases == (_Values,) or NamedTuple not in bases:  # the root, or a class that adds no fields
                return super().__new__(cls, name, bases, content)
            made = super().__new__(cls, name, bases, {"__slots__": (), **content})
            made._fields = made.__match_args__ = tuple(made.__annotations__)
            made._field_defaults = {field: content[field] for field in made._fields if field in content}
            for index, field in enumerate(made._fields):
                setattr(made, field, _tuplegetter(index, None))
            return made

        @property
        def __signature__(cls):
            import inspect

            _, *rest = inspect.signature(_constructor(cls)).parameters.values()
            return inspect.Signature(rest)

    def _constructor(cls):
        words = "".join(f"{field}, " for field in cls._fields)
        make = eval(f"lambda _cls, {words}: _new(_cls, ({words}))", {"_new": tuple.__new__})  # noqa: S307  our fields
        make.__defaults__ = tuple(cls._field_defaults.values())
        make.__name__, make.__qualname__ = "__new__", f"{cls.__name__}.__new__"
        return make

    class NamedTuple(_Values, metaclass=_Definition):
        """The base of all of them."""

        __slots__ = ()
