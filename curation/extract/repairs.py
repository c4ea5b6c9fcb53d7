"""Words that sound like a drug's name: suggestions for what may have been said.

A speech engine that does not know a drug writes what it hears: "met four men" for metformin. All
runs of a few words are compared with all names, as sounds; what stands around them, and whether
they are words that anybody would say there, decides with that. Nothing is replaced: a person
chooses.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from curation.extract.folding import is_chinese
from curation.extract.heard import Heard, HeardRun
from curation.extract.repair_index import RepairIndex
from curation.extract.sounds import rough
from curation.extract.sources import Term
from curation.extract.turns import word_starts
from curation.model import Concept, Run, Transcript, Turn

if TYPE_CHECKING:
    from curation.extract.pinyin import PinyinEvidence

AT_ONCE = 1000  # runs that are compared with all names at a time
ONE_NAME = 0.8  # of 0 to 1: names that are spelt more alike are spellings of one

_END = re.compile(r"\W+$")


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What speaks for a suggestion.

    `agreement` is how much likelier the sounds are heard where the name is said than anywhere, a
    natural logarithm, `share` its part of what the name itself would get, `ahead` how much more it
    is than any other drug's; `length` is the name's number of sounds, `heard_length` that of the
    run; `as_heard` says that the name is known to have been heard much like this, `common` that
    the drug is often prescribed. `run` is what the words alone tell.
    """

    agreement: float
    share: float
    ahead: float
    length: int
    heard_length: int
    as_heard: bool
    common: bool
    run: HeardRun

    @property
    def reason(self) -> str:
        """The most telling evidence in a few words."""
        near = " … ".join(filter(None, (self.run.before, self.run.after)))
        facts = (
            f"sounds alike {max(0.0, self.share):.2f}",
            f"near {near}" if near else "",
            "no everyday words" if self.run.unknown == 1 else "",
            "often prescribed" if self.common else "",
        )
        return ", ".join(filter(None, facts))


@dataclass(frozen=True, kw_only=True)
class Repair(Run):
    """A suggestion that these words were a drug's name; `score` is 0 to 1.

    `start_char` and `end_char` cut `heard` out of the run's own text.
    """

    heard: str
    start_char: int
    end_char: int
    name: str
    concept: Concept
    score: float
    evidence: Evidence | PinyinEvidence


def transcript_repairs(transcript: Transcript, index: RepairIndex) -> tuple[Repair, ...]:
    """The suggestions for a transcript, turn by turn; words are numbered as in it."""
    ends = frozenset(turn.last_word for turn in transcript.turns)
    english = suggest_repairs([word.text for word in transcript.words], index, ends)
    chinese = chain.from_iterable(_chinese(transcript, turn, index) for turn in transcript.turns)
    return tuple(sorted((*english, *chinese), key=lambda one: (one.first_word, one.start_char)))


def _chinese(transcript: Transcript, turn: Turn, index: RepairIndex) -> Iterator[Repair]:
    text = transcript.text_of(turn)
    if not is_chinese(text):
        return
    starts = word_starts(transcript, turn)
    for found in index.chinese.find(text):
        first = bisect_right(starts, found.start) - 1
        last = bisect_right(starts, found.end - 1) - 1
        yield Repair(
            first_word=turn.first_word + first,
            last_word=turn.first_word + last,
            heard=text[found.start : found.end],
            start_char=found.start - starts[first],
            end_char=found.end - starts[first],
            name=found.term.text,
            concept=found.term.concept,
            score=found.evidence.alike,
            evidence=found.evidence,
        )


def suggest_repairs(
    words: Sequence[str], index: RepairIndex, ends: frozenset[int] = frozenset()
) -> tuple[Repair, ...]:
    """Runs of words that may be a drug's name, without overlap, in order.

    No run goes on after one of the words `ends`, nor holds a term that the vocabulary knows.
    """
    chosen: list[Repair] = []
    taken: set[int] = set()
    for repair in sorted(
        scored_runs(words, index, ends), key=lambda one: (-one.score, one.first_word, one.last_word)
    ):
        places = range(repair.first_word, repair.last_word + 1)
        if repair.score >= index.rules.threshold and taken.isdisjoint(places):
            taken.update(places)
            chosen.append(repair)
    return tuple(sorted(chosen, key=lambda one: one.first_word))


def scored_runs(
    words: Sequence[str], index: RepairIndex, ends: frozenset[int] = frozenset()
) -> Iterator[Repair]:
    """Every run of words with the drug that it sounds most like, whatever their score."""
    heard = Heard(words, index, ends)
    runs = heard.runs()
    while several := list(islice(runs, AT_ONCE)):
        yield from _compared(several, heard, index)


def _compared(
    runs: Sequence[tuple[int, int, str]], heard: Heard, index: RepairIndex
) -> Iterator[Repair]:
    rows, names = _likely(runs, index)
    if not rows.size:
        return
    codes = index.sounds.encode([runs[row][2] for row in rows.tolist()])
    agreement = index.sounds.agreement(codes, index.rows[names])
    by_run: dict[int, list[tuple[float, int]]] = {}
    for row, name, score in zip(rows.tolist(), names.tolist(), agreement.tolist(), strict=True):
        by_run.setdefault(row, []).append((score, name))
    for row, likely in by_run.items():
        found = sorted(likely, reverse=True)
        if found[0][0] >= index.rules.least_agreement:
            yield _judged(runs[row], found, heard, index)


def _likely(
    runs: Sequence[tuple[int, int, str]], index: RepairIndex
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The places of runs and of names that look alike at a first look."""
    first_look = [rough(code) for _, _, code in runs]
    longest = np.maximum.outer(
        np.array([len(code) for code in first_look]), np.array([len(code) for code in index.rough])
    )
    apart = cdist(first_look, index.rough, scorer=Levenshtein.distance, dtype=np.uint8) / longest
    nearest = min(index.rules.looked_at, len(index.rough) - 1)
    likely = np.argpartition(apart, nearest, axis=1)[:, :nearest]
    rows, places = np.nonzero(np.take_along_axis(apart, likely, axis=1) <= index.rules.rough)
    return rows, likely[rows, places]


def _judged(
    run: tuple[int, int, str], found: Sequence[tuple[float, int]], heard: Heard, index: RepairIndex
) -> Repair:
    first, last, code = run
    agreement, best = found[0]
    term = index.terms[best]
    others = (score for score, name in found if index.terms[name].concept.key != term.concept.key)
    evidence = Evidence(
        agreement=agreement,
        share=agreement / float(index.whole[best]),
        ahead=agreement - max(0.0, *others, 0.0),
        length=len(index.codes[best]),
        heard_length=len(code),
        as_heard=best >= index.spelled,
        common=term.concept.key in index.common,
        run=heard.described(first, last),
    )
    text = _END.sub("", " ".join(heard.texts[first : last + 1]))
    return Repair(
        first_word=first,
        last_word=last,
        heard=text,
        start_char=0,
        end_char=len(text),
        name=_shown(term),
        concept=term.concept,
        score=_score(evidence, index.rules.weights),
        evidence=evidence,
    )


def _shown(term: Term) -> str:
    """A name as it is suggested: by its usual spelling where the list has others."""
    usual = term.concept.display
    close = Levenshtein.normalized_similarity(term.text.lower(), usual.lower()) > ONE_NAME
    return usual if close else term.text


def features(evidence: Evidence) -> dict[str, float]:
    """Evidence as the numbers that the rules' weights go with."""
    run = evidence.run
    near = float(bool(run.before))
    agreement, ahead = evidence.agreement / 10, min(evidence.ahead, 10) / 10
    return {
        "bias": 1.0,
        "agreement": agreement,
        "agreement_squared": agreement**2,
        "share": evidence.share,
        "length": evidence.length / 10,
        "ahead": ahead,
        "ahead_agreement": ahead * agreement,
        "unknown": run.unknown,
        "before": near,
        "after": float(bool(run.after)),
        "edges": float(run.edges),
        "capital": run.capital,
        "common": float(evidence.common),
        "before_unknown": near * run.unknown,
        "words": run.words / 3,
        "as_heard": float(evidence.as_heard),
        "surprise": run.surprise / run.words / 10,
        "surprises": run.surprise / 50,
        "surprise_agreement": run.surprise / run.words / 10 * agreement,
        "zipf": run.zipf / 5,
        "zipf_share": run.zipf / 5 * evidence.share,
        "unlisted": run.unlisted,
        "unlisted_agreement": run.unlisted * agreement,
        "lengths_apart": abs(evidence.heard_length / evidence.length - 1),
        "pauses": float(run.pauses),
        "pairs": run.pairs,
    }


def _score(evidence: Evidence, weights: Mapping[str, float]) -> float:
    total = sum(weights[name] * value for name, value in features(evidence).items())
    return 1 / (1 + math.exp(-total))
