"""Words that sound like a drug's name: suggestions for what may have been said.

A speech engine that does not know a drug writes what it hears: "met four men" for metformin. All
runs of a few words are compared with all names, as sounds; what stands around them, and whether
they are everyday words, decides with the likeness. Nothing is replaced: a person chooses.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from curation.extract.heard import Heard
from curation.extract.repair_index import RepairIndex, Weights
from curation.extract.sounds import rough
from curation.extract.sources import Term
from curation.model import Concept, Run, Transcript

AT_ONCE = 1000  # runs that are compared with all names at a time
LOOKED_AT = 4  # names for each run whose sounds are compared in full
ONE_NAME = 0.8  # of 0 to 1: names that are spelt more alike are spellings of one


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What speaks for a suggestion.

    `likeness` of the sounds and the share of letters in `unknown` words are 0 to 1; `length` is
    the name's number of sounds; `before` and `after` the words by which a drug is named; `edges`
    the number of small words at the run's ends; `ahead` how much liker it is than any other drug;
    `capital` the share of words that begin with a capital inside a sentence.
    """

    likeness: float
    length: int
    unknown: float
    before: str
    after: str
    edges: int
    ahead: float
    capital: float

    @property
    def reason(self) -> str:
        """The most telling evidence in a few words."""
        near = " … ".join(filter(None, (self.before, self.after)))
        facts = (
            f"sounds alike {self.likeness:.2f}",
            f"near {near}" if near else "",
            "no everyday words" if self.unknown == 1 else "",
        )
        return ", ".join(filter(None, facts))


@dataclass(frozen=True, kw_only=True)
class Repair(Run):
    """A suggestion that these words were a drug's name; `score` is 0 to 1."""

    heard: str
    name: str
    concept: Concept
    score: float
    evidence: Evidence


def transcript_repairs(transcript: Transcript, index: RepairIndex) -> tuple[Repair, ...]:
    """The suggestions for a transcript, turn by turn; words are numbered as in it."""
    ends = frozenset(turn.last_word for turn in transcript.turns)
    return suggest_repairs([word.text for word in transcript.words], index, ends)


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
    """Every run of words with the drugs that it sounds like, whatever their score."""
    heard = Heard(words, index, ends)
    runs = heard.runs()
    while several := list(islice(runs, AT_ONCE)):
        yield from _compared(several, heard, index)


def _compared(
    runs: Sequence[tuple[int, int, str]], heard: Heard, index: RepairIndex
) -> Iterator[Repair]:
    first_look = [rough(code) for _, _, code in runs]
    longest = np.maximum.outer(
        np.array([len(code) for code in first_look]), np.array([len(code) for code in index.rough])
    )
    apart = cdist(first_look, index.rough, scorer=Levenshtein.distance, dtype=np.uint8) / longest
    likely = np.argpartition(apart, LOOKED_AT, axis=1)[:, :LOOKED_AT]
    rows, places = np.nonzero(np.take_along_axis(apart, likely, axis=1) <= index.rules.rough)
    if not rows.size:
        return
    names = likely[rows, places]
    codes = index.sounds.encode([runs[row][2] for row in rows.tolist()])
    likeness = index.sounds.likeness(codes, index.rows[names])
    by_run: dict[int, list[tuple[float, int]]] = {}
    for row, name, alike in zip(rows.tolist(), names.tolist(), likeness.tolist(), strict=True):
        by_run.setdefault(row, []).append((alike, name))
    for row, likely_names in by_run.items():
        found = sorted(likely_names, reverse=True)
        if found[0][0] >= index.rules.least_likeness:
            yield _judged(runs[row], found, heard, index)


def _judged(
    run: tuple[int, int, str], found: Sequence[tuple[float, int]], heard: Heard, index: RepairIndex
) -> Repair:
    first, last, _ = run
    alike, best = found[0]
    term = index.names[best]
    others = (
        likeness for likeness, name in found if index.names[name].concept.key != term.concept.key
    )
    before, after = heard.near(first, last)
    evidence = Evidence(
        likeness=alike,
        length=len(index.codes[best]),
        unknown=heard.unknown(first, last),
        before=before,
        after=after,
        edges=heard.small[first] + heard.small[last],
        ahead=alike - max(others, default=0.0),
        capital=heard.capital(first, last),
    )
    return Repair(
        first_word=first,
        last_word=last,
        heard=" ".join(heard.texts[first : last + 1]),
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
    """Evidence as the numbers that `Weights` go with."""
    return {
        "bias": 1.0,
        "likeness": evidence.likeness,
        "length": min(evidence.length, 14) / 10,
        "unknown": evidence.unknown,
        "before": float(bool(evidence.before)),
        "after": float(bool(evidence.after)),
        "edges": float(evidence.edges),
        "ahead": min(evidence.ahead, 0.3),
        "capital": evidence.capital,
    }


def _score(evidence: Evidence, weights: Weights) -> float:
    total = sum(getattr(weights, name) * value for name, value in features(evidence).items())
    return 1 / (1 + math.exp(-total))
