"""What a pair is about: topics of a small taxonomy, by rules and by what curators chose before.

The taxonomy is `topics.toml`, in the package or, if there is one, in the data folder.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz, process

from curation.extract.folding import fold
from curation.extract.rules import load_rules, phrase_pattern, spelled_out
from curation.model import Decision, QAPair
from curation.state import PUBLISHABLE, apply_decision, item_states

TAXONOMY = "topics"  # the name of its file


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A topic's names by language, and the phrases by language that speak for it."""

    names: dict[str, str]
    cues: dict[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Taxonomy:
    """Topics by their ids, and how they are suggested.

    A cue in the question counts `question_weight` times one in the answer; a topic needs `least`
    of that, and at most `most` are suggested. `alike`, 0 to 100, is how alike a question must be
    to one that was decided on to take over its topics.
    """

    question_weight: float
    least: float
    most: int
    alike: float
    topics: dict[str, Topic]


@dataclass(frozen=True, kw_only=True)
class Decided:
    """Folded questions that curators approved with topics, and those topics."""

    questions: tuple[str, ...] = ()
    topics: tuple[tuple[str, ...], ...] = ()


def load_taxonomy(own: Path | None = None) -> Taxonomy:
    """The taxonomy in the data folder's file if it is there, the package's if not.

    Raises
    ------
    FormatError
        naming the file and the field that is wrong.
    """
    return load_rules(str(own) if own and own.is_file() else TAXONOMY, Taxonomy)


def decided_topics(pairs: Iterable[QAPair], decisions: Iterable[Decision]) -> Decided:
    """The topics of pairs that stand as accepted or edited."""
    states = item_states(decisions)
    known: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        state = states.get(pair.id)
        if state and state.status in PUBLISHABLE and not state.conflict:
            final = apply_decision(pair, state)
            if final.topics:
                known[fold(final.question_text)] = final.topics
    return Decided(questions=tuple(known), topics=tuple(known.values()))


def suggest_topics(
    pair: QAPair, taxonomy: Taxonomy, decided: Decided = Decided()
) -> tuple[str, ...]:
    """The topics of a pair, the likeliest first: those of a question like it, or by its words."""
    question = fold(pair.question_text)
    nearest = process.extractOne(
        question, decided.questions, scorer=fuzz.token_sort_ratio, score_cutoff=taxonomy.alike
    )
    if nearest:
        return decided.topics[nearest[2]]
    scores = _scores(question, fold(pair.answer_text), pair.language, taxonomy)
    likely = [topic for topic in scores if scores[topic] >= taxonomy.least]
    return tuple(sorted(likely, key=lambda topic: -scores[topic])[: taxonomy.most])


def with_topics(
    pairs: Iterable[QAPair], taxonomy: Taxonomy, decided: Decided = Decided()
) -> tuple[QAPair, ...]:
    """Pairs with the topics that are suggested for them."""
    return tuple(replace(p, topics=suggest_topics(p, taxonomy, decided)) for p in pairs)


def _scores(question: str, answer: str, language: str, taxonomy: Taxonomy) -> Mapping[str, float]:
    """How much speaks for each topic: its different cues, each once."""
    scores = {}
    for name, topic in taxonomy.topics.items():
        cues = _pattern(tuple(topic.cues.get(language, ())))
        asked, told = set(cues.findall(question)), set(cues.findall(answer))
        scores[name] = taxonomy.question_weight * len(asked) + len(told - asked)
    return scores


@cache
def _pattern(cues: tuple[str, ...]) -> re.Pattern[str]:
    return phrase_pattern(spelled_out(cues))
