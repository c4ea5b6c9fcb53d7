"""What a release changes against the one before."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from curation.release.records import ReleasedPair


@dataclass(frozen=True, kw_only=True)
class Change:
    """A pair that is in both releases, and the names of the fields that differ."""

    id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Ids of the pairs that are new, are gone, or say something else than before."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def compare(before: Iterable[ReleasedPair], after: Iterable[ReleasedPair]) -> Difference:
    """The difference, in the order of the releases."""
    old = {pair.id: pair for pair in before}
    new = {pair.id: pair for pair in after}
    changes = (
        Change(id=id_, fields=_differing(old[id_], pair)) for id_, pair in new.items() if id_ in old
    )
    return Difference(
        added=tuple(id_ for id_ in new if id_ not in old),
        removed=tuple(id_ for id_ in old if id_ not in new),
        changed=tuple(change for change in changes if change.fields),
    )


def _differing(old: ReleasedPair, new: ReleasedPair) -> tuple[str, ...]:
    names = (field.name for field in fields(ReleasedPair))
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))
