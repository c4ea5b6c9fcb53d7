"""Transcripts drawn by lot, with all that a file format may trip over."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

import numpy as np

from curation.model import Flag, Transcript, Turn, Word
from curation.transcribe.words import split_text

T = TypeVar("T")

SPEAKERS = [
    "",
    "Host",
    "专家",
    "Dr. B: ICU",
    "专家：甲",
    "A --> B",
    "<v Host>",
    "R&D &amp; more",
    "[00:12:30]",
    "12",
    "a>b",
    "{\\an8}",
    "Turn-1.1",
    "A very long name of a department that nobody would ever read aloud",
]
ENGLISH = (
    "Note: take it with food. We gave lopinavir, 400/100 mg at 12:30? <b>no</b> <i> x < y &"
    " &lt; &amp; --> 00:00:01,000 {\\i1} Dr. B: 1 2 WEBVTT NOTE turn-1.1 [00:12:30] (a) “Yes.”"
    " <v Host> http://a.b/c 3.5% don't - ... Host: A-B"
)
CHINESE = "发 烧了。 专家：好的， 每天2次 38℃ “不用” （静脉） <b> --> & 10% 主持人:对 《指南》"
PIECES = {"en": ENGLISH.split(), "zh": CHINESE.split(), "mixed": f"{ENGLISH} {CHINESE}".split()}
LANGUAGES = {"en": "en", "zh": "zh", "mixed": "zh"}


def make_transcript(kind: str, seed: int) -> Transcript:
    lots = np.random.default_rng([seed, *kind.encode()])

    def one_of(items: Sequence[T]) -> T:
        return items[int(lots.integers(len(items)))]

    speakers = [one_of(SPEAKERS) for _ in range(one_of([1, 2, 4]))]
    words: list[Word] = []
    turns: list[Turn] = []
    at_s = one_of([0.0, 59.9, 3599.999, 360_000.25])
    for _ in range(one_of([1, 2, 5, 8])):
        count = one_of([1, 1, 3, 10, 30, 300])
        gap = "" if kind == "zh" else " "
        text = gap.join(one_of(PIECES[kind]) for _ in range(count))
        first = len(words)
        for number, (piece, space) in enumerate(split_text(text)):
            start_s = round(at_s + 0.25 * number, 3)
            words.append(
                Word(
                    text=piece,
                    start_s=start_s,
                    end_s=round(start_s + one_of([0.0, 0.1, 0.25]), 3),
                    probability=one_of([None, 0.0, 0.1234, 1.0]),
                    timing=one_of(["measured", "estimated"]),
                    space=space,
                )
            )
        turns.append(
            Turn(
                first_word=first,
                last_word=len(words) - 1,
                speaker=one_of(speakers),
                language=one_of(["", "en"]),
            )
        )
        end_s = words[-1].end_s
        at_s = max(0.0, one_of([end_s, end_s + 0.001, end_s + 20, end_s - 2, at_s + 1]))
    return Transcript(
        session_id="s",
        revision=1,
        language=LANGUAGES[kind],
        engine="import",
        created_at=datetime.now(UTC),
        words=tuple(words),
        turns=tuple(turns),
        flags=(Flag(kind="omission", start_s=1.0, end_s=2.5, note="speech without text"),),
    )
