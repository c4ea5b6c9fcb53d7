"""What reviewers say of candidates, and the releases that come of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from curation.model.base import STRICT, check

Verdict = Literal["accept", "edit", "reject", "skip", "undo"]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a reviewer said of a candidate: an event, never changed or removed.

    `before` and `after` hold the fields that an edit changed, by name. `version` counts the
    decisions on this target from 1. An `undo` names the decision it takes back.
    """

    __pydantic_config__ = STRICT

    id: str
    target_id: str
    verdict: Verdict
    reviewer: str
    decided_at: datetime
    version: int
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    note: str = ""
    undoes: str | None = None

    def __post_init__(self) -> None:
        check(self.version >= 1, "versions count from 1")
        check((self.verdict == "undo") == (self.undoes is not None), "an undo names its decision")
        check(
            (self.verdict == "edit") == bool(self.after),
            "an edit, and only an edit, changes fields",
        )


@dataclass(frozen=True, kw_only=True)
class Release:
    """A numbered, frozen set. `content_sha256` is the same for the same content anywhere."""

    __pydantic_config__ = STRICT

    version: int
    title: str
    created_at: datetime
    created_by: str
    item_ids: tuple[str, ...]
    content_sha256: str
    components: dict[str, str] = field(default_factory=dict)
    supersedes: int | None = None
