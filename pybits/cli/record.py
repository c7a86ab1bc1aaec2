"""Frozen values with named fields, for the CLI's own tables: defining one costs a twentieth of a NamedTuple.

Start-up is where a getter spends its time, and thirty NamedTuples would be a tenth of it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, Self, dataclass_transform
else:

    def dataclass_transform(**_: object) -> object:
        """Tell a type checker what Record is, and nobody else."""
        return lambda cls: cls


@dataclass_transform(frozen_default=True)
class Record:
    """The base of all records: the annotations of a subclass are its fields, its class attributes their defaults."""

    _fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls._fields = tuple(cls.__annotations__)

    def __init__(self, *values: Any, **named: Any) -> None:
        content = self.__dict__
        content.update(zip(self._fields, values, strict=False))
        content.update(named)
        missing = [name for name in self._fields if name not in content and not hasattr(type(self), name)]
        if missing or len(values) > len(self._fields) or not named.keys() <= set(self._fields):
            raise TypeError(f"{type(self).__name__} has the fields {', '.join(self._fields)}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._content() == other._content()

    def __hash__(self) -> int:
        return hash(self._content())

    def __repr__(self) -> str:
        fields = zip(self._fields, self._content(), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in fields)})"

    def _content(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._fields)

    def replace(self, **changes: Any) -> Self:
        """Give a copy with some fields changed."""
        return type(self)(**{**self.__dict__, **changes})
