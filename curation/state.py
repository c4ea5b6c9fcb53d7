"""What a list of decisions adds up to: the state of a candidate is derived, never stored."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from curation.model import Candidate, Decision, Verdict, make

Status = Literal["open", "accepted", "edited", "rejected", "skipped"]

STATUS_AFTER: Mapping[Verdict, Status] = {
    "accept": "accepted",
    "edit": "edited",
    "reject": "rejected",
    "skip": "skipped",
}
PUBLISHABLE: frozenset[Status] = frozenset({"accepted", "edited"})

_C = TypeVar("_C", bound=Candidate)


class _Event(Protocol):
    """What can be taken back by a later event."""

    @property
    def id(self) -> str: ...

    @property
    def undoes(self) -> str | None: ...


@dataclass(frozen=True, kw_only=True)
class ItemState:
    """Where a candidate stands.

    `standing` holds each reviewer's last decision that was not taken back, newest last; the
    newest that is not a skip gives the status. `conflict` says that two of them differ;
    `version` is the number of decisions so far.
    """

    target_id: str
    version: int = 0
    standing: tuple[Decision, ...] = ()

    @property
    def status(self) -> Status:
        return STATUS_AFTER[self.decision.verdict] if self.decision else "open"

    @property
    def conflict(self) -> bool:
        views = [(event.verdict, event.after) for event in self._opinions]
        return any(view != views[0] for view in views)

    @property
    def decision(self) -> Decision | None:
        """The decision that gives the status; None while the candidate is open."""
        decisions = self._opinions or self.standing
        return decisions[-1] if decisions else None

    @property
    def _opinions(self) -> tuple[Decision, ...]:
        return tuple(event for event in self.standing if event.verdict != "skip")


def item_states(decisions: Iterable[Decision]) -> dict[str, ItemState]:
    """The state of every candidate that was ever decided on, by its id."""
    by_target: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        by_target[decision.target_id].append(decision)
    return {target: _state(target, events) for target, events in by_target.items()}


def undone_ids(events: Sequence[_Event]) -> set[str]:
    """The events among these, oldest first, that were taken back."""
    undone: set[str] = set()
    for event in reversed(events):  # an undo that was undone itself takes nothing back
        if event.undoes and event.id not in undone:
            undone.add(event.undoes)
    return undone


def _state(target_id: str, events: list[Decision]) -> ItemState:
    events = sorted(events, key=lambda event: event.version)
    undone = undone_ids(events)
    last_of: dict[str, Decision] = {}
    for event in events:
        if event.verdict != "undo" and event.id not in undone:
            last_of.pop(event.reviewer, None)
            last_of[event.reviewer] = event
    standing = tuple(last_of.values())
    return ItemState(target_id=target_id, version=len(events), standing=standing)


def apply_decision(candidate: _C, state: ItemState | None) -> _C:
    """The candidate with the fields that its standing edit changed."""
    decision = state.decision if state else None
    if decision is None or decision.verdict != "edit":
        return candidate
    values = {f.name: getattr(candidate, f.name) for f in dataclasses.fields(candidate)}
    values.update(decision.after)
    return make(values, type(candidate), origin=f"decision {decision.id}")
