"""What all records share: ids made from content, self-checks, and JSON at the files' edges."""

import hashlib
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from curation.errors import FormatError

STABLE_ID_LENGTH = 16  # hex digits, 64 bits: collisions start to matter near 10^9 items
STRICT = ConfigDict(extra="forbid")  # an unknown field in a file is an error

_T = TypeVar("_T")


def stable_id(*parts: object) -> str:
    """An id made from content: the same parts give the same id on any machine."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode())
    return digest.hexdigest()[:STABLE_ID_LENGTH]


def check(holds: bool, message: str) -> None:
    """Raise `ValueError` unless a record's invariant holds."""
    if not holds:
        raise ValueError(message)


_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)  # building one takes milliseconds


def dump_json(record: Any, record_type: Any = None, *, indent: int | None = None) -> bytes:
    """A record as UTF-8 JSON; name its type where the class alone does not tell it."""
    return _adapter(record_type or type(record)).dump_json(record, indent=indent)


def load_json(data: bytes | str, record_type: type[_T], *, origin: str) -> _T:
    """The record in `data`.

    Raises
    ------
    FormatError
        naming `origin` and the first field that is wrong, never the field's content.
    """
    try:
        record: _T = _adapter(record_type).validate_json(data)
    except ValidationError as error:
        raise _format_error(error, origin) from None
    return record


def make(values: Any, record_type: type[_T], *, origin: str) -> _T:
    """The record described by plain Python values, as read from TOML; see `load_json`."""
    try:
        record: _T = _adapter(record_type).validate_python(values)
    except ValidationError as error:
        raise _format_error(error, origin) from None
    return record


def _format_error(error: ValidationError, origin: str) -> FormatError:
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(map(str, first["loc"])) or "the whole"
    return FormatError(f"{origin}: {where}: {first['msg']}; correct it and try again")
