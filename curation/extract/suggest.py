"""Concepts that a text may mean: names that are like it, for a person to choose from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz, process

from curation.extract.vocabulary import Vocabulary, spelling
from curation.model import Concept, Label

ALIKE = 70.0  # percent: names less like the text are left out
BEGINNING = 0.8  # the least score of a name that begins with the text
SHORTEST_BEGINNING = 2  # characters
LOOKED_AT = 20  # names for each concept wanted: several names share a concept


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A concept with the name of it that is most like the text.

    `score` is 0 to 1; `exact` says that the name is the text itself. Nothing takes a
    suggestion for true by itself: it is for a person to choose.
    """

    concept: Concept
    label: Label
    term: str
    score: float
    exact: bool


def suggest_concepts(
    vocabulary: Vocabulary, text: str, label: Label | None = None, limit: int = 5
) -> tuple[Suggestion, ...]:
    """Concepts by names like `text`, the likeliest first, each once."""
    wanted = spelling(text)
    if not wanted:
        return ()
    ranked = sorted(_scored(vocabulary, wanted, label, limit), key=lambda one: (-one[1], one[0]))
    found: dict[str, Suggestion] = {}
    for term, score in ranked:
        for suggestion in _meant(vocabulary, term, label, score, exact=term == wanted):
            found.setdefault(suggestion.concept.key, suggestion)
    return tuple(islice(found.values(), limit))


def _scored(
    vocabulary: Vocabulary, wanted: str, label: Label | None, limit: int
) -> Iterable[tuple[str, float]]:
    scores: dict[str, float] = {}
    terms = vocabulary.terms(label)
    for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
        for term, score, _ in process.extract(
            wanted, terms, scorer=scorer, limit=limit * LOOKED_AT, score_cutoff=ALIKE
        ):
            scores[term] = max(score / 100, scores.get(term, 0.0))
    if len(wanted) >= SHORTEST_BEGINNING:
        begun = sorted((term for term in terms if term.startswith(wanted)), key=len)
        for term in begun[: limit * LOOKED_AT]:
            scores[term] = max(BEGINNING, scores.get(term, 0.0))
    return scores.items()


def _meant(
    vocabulary: Vocabulary, term: str, label: Label | None, score: float, *, exact: bool
) -> Iterator[Suggestion]:
    for meaning in vocabulary.meanings(term):
        concept = vocabulary.concept(meaning.concept)
        if concept is not None and label in (None, meaning.label):
            yield Suggestion(
                concept=concept, label=meaning.label, term=term, score=score, exact=exact
            )
