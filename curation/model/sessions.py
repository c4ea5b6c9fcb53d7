"""Sessions, the people in them, and their recordings."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from curation.model.base import STRICT, check

Role = Literal["expert", "host", "asker", "interpreter", "patient", "other"]

ID_PATTERN = re.compile(r"[^\W_][\w.-]{0,63}")


@dataclass(frozen=True, kw_only=True)
class Participant:
    """Someone who speaks; `name` is what the transcript calls them, often a pseudonym."""

    __pydantic_config__ = STRICT

    name: str
    role: Role = "other"
    department: str = ""
    institution: str = ""
    country: str = ""


@dataclass(frozen=True, kw_only=True)
class Session:
    """One recorded meeting.

    `consent` says what its speakers agreed to; empty: not known. `speakers` says which
    participant a transcript means by a label of its own, as in {"Speaker 1": "Expert"}.
    """

    __pydantic_config__ = STRICT

    id: str
    title: str = ""
    held_on: date | None = None
    languages: tuple[str, ...] = ()
    topic: str = ""
    consent: str = ""
    participants: tuple[Participant, ...] = ()
    speakers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check(
            ID_PATTERN.fullmatch(self.id) is not None and ".." not in self.id,
            "a session's id is 1 to 64 letters, digits, dots, dashes or underscores",
        )

    def participant(self, speaker: str) -> Participant:
        """Who a transcript's speaker is: one of role `other` when nobody is listed so."""
        name = self.speakers.get(speaker, speaker)
        for participant in self.participants:
            if participant.name == name:
                return participant
        return Participant(name=name)


@dataclass(frozen=True, kw_only=True)
class Recording:
    """A sound or video file of a session; `path` is relative to the data folder or absolute."""

    __pydantic_config__ = STRICT

    id: str
    session_id: str
    path: str
    sha256: str
    duration_s: float
    sample_rate_hz: int
    channels: int
