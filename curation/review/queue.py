"""In which order candidates come up, and why."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Literal

from curation.model import Assertion, Candidate, DoseStatement, EntitySpan
from curation.state import ItemState, Status

Reason = Literal[
    "conflict",
    "implausible_dose",
    "dose",
    "negated_drug",
    "doubtful_words",
    "low_score",
    "no_concept",
    "several_runs",
    "routine",
    "skipped",
    "decided",
]

LOW_SCORE = 0.6  # below it, an extraction is called unsure
NEGATED: frozenset[Assertion] = frozenset({"absent", "advised_against", "stopped"})

# What comes first could do most harm if it went wrong.
_FIRST: tuple[Reason, ...] = ("conflict", "implausible_dose", "dose", "negated_drug")
_LAST: tuple[Reason, ...] = ("skipped", "decided")
_OPEN_TIER = len(_FIRST)
_TIERS: Mapping[Reason, int] = {
    **{reason: tier for tier, reason in enumerate(_FIRST)},
    **{reason: tier for tier, reason in enumerate(_LAST, _OPEN_TIER + 1)},
}


@dataclass(frozen=True, kw_only=True)
class QueueItem:
    """A candidate's place in the queue; `reason` is a key of the messages table."""

    target_id: str
    reason: Reason


def review_queue(
    candidates: Iterable[Candidate],
    states: Mapping[str, ItemState],
    *,
    doubtful: Set[str] = frozenset(),
) -> tuple[QueueItem, ...]:
    """All candidates, those to decide first in front.

    Conflicts, then open ones (doses, implausible ones first, then negated drugs, then lower
    scores first, then as spoken), then skipped ones, then the rest. `doubtful` holds the ids
    of candidates whose words the engine was unsure of.
    """
    keyed = []
    for candidate in candidates:
        reason = _reason(candidate, states.get(candidate.id), candidate.id in doubtful)
        tier = _TIERS.get(reason, _OPEN_TIER)
        order = (tier, candidate.score, candidate.first_word, candidate.id)
        keyed.append((order, QueueItem(target_id=candidate.id, reason=reason)))
    return tuple(item for _, item in sorted(keyed, key=lambda pair: pair[0]))


def _reason(candidate: Candidate, state: ItemState | None, doubtful: bool) -> Reason:
    status: Status = state.status if state else "open"
    if state and state.conflict:
        return "conflict"
    if status == "skipped":
        return "skipped"
    if status != "open":
        return "decided"
    return _open_reason(candidate, doubtful)


def _open_reason(candidate: Candidate, doubtful: bool) -> Reason:
    if isinstance(candidate, DoseStatement):
        return "implausible_dose" if candidate.implausible else "dose"
    if isinstance(candidate, EntitySpan) and _is_negated_drug(candidate):
        return "negated_drug"
    if doubtful:
        return "doubtful_words"
    if candidate.score < LOW_SCORE:
        return "low_score"
    if isinstance(candidate, EntitySpan):
        return "routine" if candidate.concept else "no_concept"
    return "several_runs" if len(candidate.answers) > 1 else "routine"


def _is_negated_drug(entity: EntitySpan) -> bool:
    return entity.label == "DRUG" and entity.assertion in NEGATED
