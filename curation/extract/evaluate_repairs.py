"""How many drug names suggestions bring back, and how many suggestions are false."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from curation.extract.repair_index import RepairIndex
from curation.extract.repairs import Repair, suggest_repairs
from curation.extract.scoring import Scores, Unit, interval, share, total_scores
from curation.extract.vocabulary import spelling


@dataclass(frozen=True, kw_only=True)
class RepairRow:
    """A text as heard, the generic names that were said, and those of them heard right."""

    id: str
    heard: str
    drugs: tuple[str, ...]
    heard_correctly: tuple[str, ...] = ()


def evaluate_repairs(rows: Sequence[RepairRow], index: RepairIndex) -> Scores:
    """Recall of drug names as heard and with right suggestions, and false ones per 1,000 words.

    A suggestion is right if it is of a drug that was said and misheard; each such name counts
    once, as often as it was said.
    """
    units = [_unit(row, index) for row in rows]
    names = sum(len(row.drugs) for row in rows)
    heard = sum(len(row.heard_correctly) for row in rows)
    right, suggested, _, misheard = (sum(unit[place] for unit in units) for place in range(4))
    words = sum(len(row.heard.split()) for row in rows)
    return {
        "recall_before": share(heard, names),
        "recall_after": share(heard + right, names),
        "false_per_1000_words": 1000 * share(suggested - right, words),
        "misheard": total_scores(units),
        "intervals": {"misheard": interval(units)},
        "counts": {
            "names": names,
            "misheard": misheard,
            "suggested": suggested,
            "right": right,
            "words": words,
        },
    }


def _unit(row: RepairRow, index: RepairIndex) -> Unit:
    missed = list(_misheard(row, index))
    wanted = len(missed)
    suggestions = suggest_repairs(row.heard.split(), index)
    for suggestion in suggestions:
        name = next((keys for keys in missed if _means(suggestion) & keys), None)
        if name is not None:
            missed.remove(name)
    right = wanted - len(missed)
    return right, len(suggestions), right, wanted


def _misheard(row: RepairRow, index: RepairIndex) -> Iterator[frozenset[str]]:
    """Of each name that was not heard, what it may be called: its concepts and its spelling."""
    heard = [spelling(name) for name in row.heard_correctly]
    for name in map(spelling, row.drugs):
        if name in heard:
            heard.remove(name)
            continue
        concepts = {meaning.concept for meaning in index.vocabulary.meanings(name)}
        yield frozenset({name, *concepts})


def _means(suggestion: Repair) -> frozenset[str]:
    return frozenset({spelling(suggestion.name), suggestion.concept.key})
