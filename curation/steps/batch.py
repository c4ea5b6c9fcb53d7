"""Doing the same to many items: one that fails is noted, the next is done."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from curation.errors import CurationError, StoreError

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one item of a batch: a sentence on its result, or its error."""

    item: str
    detail: str = ""
    error: CurationError | None = None


def run_batch(items: Iterable[_T], work: Callable[[_T], str]) -> Iterator[Outcome]:
    """Yield each item's outcome as it is done.

    A failing store ends the batch (`StoreError`), for every further item would fail alike.
    """
    for item in items:
        try:
            yield Outcome(item=str(item), detail=work(item))
        except StoreError:
            raise
        except CurationError as error:
            yield Outcome(item=str(item), error=error)
