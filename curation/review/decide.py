"""A reviewer's word on a candidate becomes an event in the store, at once."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from curation.errors import InputError
from curation.model import (
    Candidate,
    Decision,
    DoseStatement,
    Kind,
    Verdict,
    dump_json,
    kind_of,
    make,
    stable_id,
)
from curation.review.dose_edits import DERIVED, changed_dose
from curation.state import apply_decision, item_states, undone_ids
from curation.store.base import Store

LONGEST_DECISION_S = 3600.0  # an open page is not an hour of thought

EDITABLE: Mapping[Kind, frozenset[str]] = {
    "entity": frozenset(
        {
            "label",
            "assertion",
            "concept",
            "first_word",
            "last_word",
            "start_char",
            "end_char",
            "text",
        }
    ),
    "dose": frozenset(
        {"drug", "entity", "amount", "unit", "route", "frequency", "duration", "negated"}
    ),
    "pair": frozenset({"question_text", "answer_text", "topics"}),
}
MAY_BE_EMPTY = frozenset({"drug"})  # of a dose of which nobody said of what


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What a reviewer decides: `version` counts the decisions they had seen on the candidate.

    `changes` holds the new values of fields, by name, for `accept` and `edit`.
    """

    verdict: Literal["accept", "edit", "reject", "skip"]
    reviewer: str
    version: int
    changes: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    note: str = ""


def decide(store: Store, target_id: str, ruling: Ruling) -> Decision:
    """Save a ruling and return its event.

    Accepting means accepting what is shown, so changed fields, and those of the edit that
    stands, make it an edit; an edit that leaves the candidate as extracted is an accept.

    Raises
    ------
    ConflictError
        when someone decided on the candidate since `ruling.version`.
    InputError
        when a change is not possible.
    UnknownItemError
        when there is no such candidate.
    """
    verdict, before, after = resolve(store, target_id, ruling)
    decision = Decision(
        id=stable_id(target_id, ruling.version + 1, ruling.reviewer),
        target_id=target_id,
        verdict=verdict,
        reviewer=ruling.reviewer,
        decided_at=datetime.now(UTC),
        version=ruling.version + 1,
        before=before,
        after=after,
        seconds=min(max(ruling.seconds, 0.0), LONGEST_DECISION_S),
        note=ruling.note.strip(),
    )
    store.decide(decision)
    return decision


def resolve(
    store: Store, target_id: str, ruling: Ruling
) -> tuple[Verdict, dict[str, Any], dict[str, Any]]:
    """What a ruling comes to: the verdict to save, and the changed fields before and after."""
    candidate = store.candidate(target_id)
    if ruling.verdict not in ("accept", "edit"):
        return ruling.verdict, {}, {}
    state = item_states(store.decisions(target_id=target_id)).get(target_id)
    before, after = _difference(store, candidate, apply_decision(candidate, state), ruling.changes)
    return ("edit" if after else "accept"), before, after


def undo(store: Store, reviewer: str, session_id: str | None = None) -> Decision | None:
    """Take back the reviewer's newest decision that stands; None when there is none left.

    Repeating it goes further back. Other reviewers' decisions stay as they are.
    """
    decision = last_own(store, reviewer, session_id)
    return _take_back(store, decision) if decision else None


def last_own(store: Store, reviewer: str, session_id: str | None = None) -> Decision | None:
    """The reviewer's newest decision that stands."""
    decisions = store.decisions(session_id=session_id)
    undone = undone_ids(decisions)
    for decision in reversed(decisions):
        own = decision.reviewer == reviewer and decision.verdict != "undo"
        if own and decision.id not in undone:
            return decision
    return None


def _take_back(store: Store, decision: Decision) -> Decision:
    version = len(store.decisions(target_id=decision.target_id)) + 1
    event = Decision(
        id=stable_id(decision.target_id, version, decision.reviewer),
        target_id=decision.target_id,
        verdict="undo",
        reviewer=decision.reviewer,
        decided_at=datetime.now(UTC),
        version=version,
        undoes=decision.id,
    )
    store.decide(event)
    return event


def _difference(
    store: Store, extracted: Candidate, shown: Candidate, changes: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ from the extracted candidate once the changes are made."""
    kind = kind_of(extracted)
    if refused := sorted(changes.keys() - EDITABLE[kind]):
        raise InputError(
            f"candidate {extracted.id}: {', '.join(refused)} cannot be edited;"
            f" what can: {', '.join(sorted(EDITABLE[kind]))}"
        )
    values = {f.name: getattr(shown, f.name) for f in dataclasses.fields(shown)}
    values |= changes
    fields = EDITABLE[kind]
    if isinstance(shown, DoseStatement):
        wanted: Candidate = changed_dose(store, shown, values, changes)
        fields |= DERIVED
    else:
        wanted = make(values, type(extracted), origin=f"candidate {extracted.id}")
    old, new = _plain(extracted), _plain(wanted)
    changed = sorted(name for name in fields if old[name] != new[name])
    for name in set(changed) - MAY_BE_EMPTY:
        if isinstance(new[name], str) and not new[name].strip():
            raise InputError(
                f"candidate {extracted.id}: {name} is empty; write something, or reject it"
            )
    return {name: old[name] for name in changed}, {name: new[name] for name in changed}


def _plain(candidate: Candidate) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(dump_json(candidate))
    return values
