"""What is extracted and then decided on: entities, doses, and pairs of question and answer."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from curation.model.base import STRICT
from curation.model.doses import DoseStatement
from curation.model.transcripts import Run

Label = Literal["DRUG", "SYMPTOM", "CONDITION"]
Assertion = Literal[
    "present",
    "absent",
    "asked",
    "hypothetical",
    "historical",
    "family",
    "advised_against",
    "stopped",
]
Kind = Literal["entity", "dose", "pair"]


@dataclass(frozen=True, kw_only=True)
class Concept:
    """An entry of a code system, with its name in English (`display`) and other languages."""

    __pydantic_config__ = STRICT

    system: str
    code: str
    display: str
    version: str = ""
    names: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """`system:code`; a code that has its prefix already, as `HP:0012735`, is the key."""
        return self.code if ":" in self.code else f"{self.system}:{self.code}"


@dataclass(frozen=True, kw_only=True)
class EntitySpan(Run):
    """A drug, symptom or condition spoken of.

    `start_char` and `end_char` cut `text` out of the run's own text (`Transcript.text_of`).
    `source` is component@version; `score` 0 to 1. Where `text` only sounds like a drug,
    `suggested_name` is the name that was perhaps said, and `concept` that drug; else it is empty,
    and then absent from files.
    """

    id: str
    transcript: str
    start_char: int
    end_char: int
    text: str
    label: Label
    concept: Concept | None = None
    assertion: Assertion = "present"
    score: float = 1.0
    source: str = ""
    suggested_name: Annotated[str, Field(exclude_if=lambda name: not name)] = ""


@dataclass(frozen=True, kw_only=True)
class QAPair:
    """A question and its answer; the answer may be interrupted and then has several runs.

    `question_text` and `answer_text` are the wording to publish: as spoken until a curator
    edits it, with `proposed_question` and `proposed_answer` beside it where a tidier wording is
    found. `entities` are the ids of the spans inside the runs. Of other pairs, by their ids:
    `follows` is the one that this follows up, `refers_to` the one whose answer this repeats,
    `same_as` the one that this is merged into, `translation_of` the one that this translates.
    """

    __pydantic_config__ = STRICT

    id: str
    transcript: str
    question: Run
    answers: tuple[Run, ...]
    question_text: str
    answer_text: str
    language: str
    topics: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    translation_of: str | None = None
    proposed_question: str = ""
    proposed_answer: str = ""
    follows: str | None = None
    refers_to: str | None = None
    same_as: str | None = None
    score: float = 1.0
    source: str = ""

    @property
    def first_word(self) -> int:
        return self.question.first_word


Candidate = EntitySpan | DoseStatement | QAPair


def kind_of(candidate: Candidate) -> Kind:
    if isinstance(candidate, EntitySpan):
        return "entity"
    return "dose" if isinstance(candidate, DoseStatement) else "pair"
