"""Plain JSON back into frozen dataclasses, by their type hints."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


def decode(kind: Any, value: Any) -> Any:
    """`value`, as ``json.loads`` gives it, as a value of type `kind`.

    Keys that the dataclass does not have are passed over, so that one JSON object may hold several
    values; a key that is missing takes the field's default.

    Examples
    --------
    >>> from review.problems import Place
    >>> decode(tuple[Place, ...], [{"file": "a.xlsx", "cell": "K14"}])
    (Place(file='a.xlsx', sheet='', cell='K14', row=''),)
    """
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{f.name: decode(hints[f.name], value[f.name]) for f in fields(kind) if f.name in value})
    origin = get_origin(kind)
    if origin is tuple and isinstance(value, list):
        item, *_ = get_args(kind)
        return tuple(decode(item, element) for element in value)
    if origin in (Union, UnionType):
        if value is None:
            return None
        options = [option for option in get_args(kind) if option is not NoneType]
        if isinstance(value, list):
            options = [option for option in options if get_origin(option) is tuple]
        return decode(options[0], value) if len(options) == 1 else value
    return value
