"""The texts that every system reads, with what people marked in them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from curation.errors import InputError
from curation.extract import Pipelines
from curation.extract.evaluate import AssertionRow, EntityRow, find_spans, read_gold

UTTERANCES = Path("primock57", "utterances.jsonl")
ASSERTIONS = Path("primock57", "assertions.jsonl")
ENTITIES = {
    "speech": Path("primock57", "entities.jsonl"),
    "abstracts": Path("bc5cdr", "dev.jsonl"),
}
SPEECH_TIMED = 1000  # utterances
ABSTRACTS_TIMED = 50
ABSTRACTS_SCORED = 100  # the last: the English model learned from the others
_REMARK = re.compile(r"<[^>]*>")  # the transcriber's, as <UNSURE>


@dataclass(frozen=True, kw_only=True)
class Utterance:
    consultation: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Texts:
    """`timed` holds, by kind, talks of several texts; `entities` and `assertions` are scored."""

    timed: dict[str, list[list[str]]]
    entities: dict[str, list[EntityRow]]
    assertions: list[AssertionRow]

    @property
    def marked(self) -> list[tuple[str, list[AssertionRow]]]:
        """Each text of `assertions` with its rows."""
        return [
            (text, list(rows)) for text, rows in groupby(self.assertions, key=lambda row: row.text)
        ]


def read_texts(data: Path) -> Texts:
    """What a data folder holds.

    Raises
    ------
    InputError
        naming the file that is missing.
    """
    needed = (UTTERANCES, ASSERTIONS, *ENTITIES.values())
    missing = [str(path) for path in needed if not (data / path).exists()]
    if missing:
        raise InputError(
            f"{data} has no {', '.join(missing)}; put the data there,"
            " or name its folder with --data"
        )
    entities = {kind: read_gold(data / path, EntityRow) for kind, path in ENTITIES.items()}
    entities["abstracts"] = entities["abstracts"][-ABSTRACTS_SCORED:]
    said = read_gold(data / UTTERANCES, Utterance)[:SPEECH_TIMED]
    talks = groupby(said, key=lambda utterance: utterance.consultation)
    return Texts(
        timed={
            "speech": [_spoken(talk) for _, talk in talks],
            "abstracts": [[row.text] for row in entities["abstracts"][:ABSTRACTS_TIMED]],
        },
        entities=entities,
        assertions=sorted(
            read_gold(data / ASSERTIONS, AssertionRow), key=lambda row: (row.text, row.start_char)
        ),
    )


def _spoken(talk: Iterable[Utterance]) -> list[str]:
    texts = (_REMARK.sub("", utterance.text) for utterance in talk)
    return [text for text in texts if text.strip()]


def count_tokens(texts: Texts, pipelines: Pipelines) -> dict[str, int]:
    """How many tokens are timed, by kind: spaCy's English ones, the same number for everyone."""
    make_doc = pipelines["en"].make_doc
    return {
        kind: sum(len(make_doc(text)) for talk in talks for text in talk)
        for kind, talks in texts.timed.items()
    }


def describe_talks(texts: Texts, pipelines: Pipelines) -> dict[str, list[list[dict[str, Any]]]]:
    """What is timed, with entities marked for those who find none: the ones that we find."""
    return {
        kind: [_with_marks(talk, pipelines) for talk in talks]
        for kind, talks in texts.timed.items()
    }


def _with_marks(talk: Sequence[str], pipelines: Pipelines) -> list[dict[str, Any]]:
    rows = [EntityRow(id="", text=text, entities=()) for text in talk]
    return [
        {"text": row.text, "marks": [(start, end, label) for label, (start, end) in found]}
        for row, found in zip(rows, find_spans(rows, pipelines), strict=True)
    ]
