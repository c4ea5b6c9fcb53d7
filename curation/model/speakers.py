"""What reviewers say of who speaks: laid over a transcript, whose revisions never change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from curation.model.base import STRICT, check

SpeakerChangeKind = Literal["assign", "rename", "undo"]


@dataclass(frozen=True, kw_only=True)
class SpeakerChange:
    """A turn given to another speaker, or a speaker's new name: an event, never changed.

    `assign` gives the turn that starts at `first_word` to `name`, which is empty for someone
    unknown. `rename` calls whoever the transcript's `labels` mean `name`. `version` counts the
    changes of this transcript revision from 1. An `undo` names the change it takes back.
    """

    __pydantic_config__ = STRICT

    id: str
    transcript: str
    kind: SpeakerChangeKind
    reviewer: str
    changed_at: datetime
    version: int
    name: str = ""
    first_word: int | None = None
    labels: tuple[str, ...] = ()
    undoes: str | None = None

    def __post_init__(self) -> None:
        check(self.version >= 1, "versions count from 1")
        check((self.kind == "undo") == (self.undoes is not None), "an undo names its change")
        check((self.kind == "assign") == (self.first_word is not None), "a turn is assigned")
        check((self.kind == "rename") == bool(self.labels), "labels are renamed")
        check(self.kind != "rename" or bool(self.name.strip()), "a speaker has a name")
