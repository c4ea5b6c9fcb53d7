"""What a text says and its translation leaves out."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from math import log

from curation.extract.folding import HAN, fold
from curation.extract.parity_sides import Difference, Text, parity_rules
from curation.extract.rules import RULES
from curation.extract.vocabulary import Vocabulary
from curation.lists import read_rows


def find_missing(a: Text, b: Text, facts: Sequence[Difference]) -> list[Difference]:
    """Whether one side is a good deal shorter than the other and lacks what that is about."""
    rules = parity_rules()
    size_a, size_b = _size(a), _size(b)
    if not size_a or not size_b:
        short, long = (a, b) if size_b else (b, a)
        return [_whole(long)] if size_a + size_b else []
    ratio = log(size_a / size_b)
    long, short = (a, b) if ratio > 0 else (b, a)
    lacking = sum(fact.side == long.side and fact.other is None for fact in facts)
    terms = len(_unmatched_terms(long, short))
    spread = rules.spread + rules.spread_short / min(size_a, size_b)
    shorter = abs(ratio) / spread
    score = shorter + rules.weight_term * terms + rules.weight_fact * lacking
    if shorter < rules.missing_ratio or score < rules.missing_score:
        return []
    return [_whole(long)]


def find_symptoms(here: Text, there: Text, vocabulary: Vocabulary) -> list[Difference]:
    """Symptoms and conditions of which the other side has neither the concept nor the term."""
    known = {match.concept for match in vocabulary.find(there.text)}
    lacking = {place for word in _unmatched_terms(here, there) for place in range(*word)}
    return [
        Difference(problem="missing", side=here.side, start=match.start, end=match.end)
        for match in vocabulary.find(here.text)
        if match.label != "DRUG"
        and match.concept not in known
        and lacking.issuperset(range(match.start, match.end))
    ]


def _whole(text: Text) -> Difference:
    return Difference(problem="missing", side=text.side, start=0, end=len(text.text))


def _size(text: Text) -> float:
    """About how many English words a text has or would have."""
    han = len(re.findall(f"[{HAN}]", text.text))
    words = len(re.findall(rf"[^\W{HAN}]+(?:'\w+)?", text.text))
    return han / parity_rules().characters_per_word + words


def _unmatched_terms(long: Text, short: Text) -> list[tuple[int, int]]:
    """The words of the longer side that are terms by rows of which the shorter side has none."""
    if {long.language, short.language} != {"zh", "en"}:
        return []
    here, there = _terms(long), _terms(short)
    shared = {place for row in here.keys() & there for place in here[row]}
    lacking = sorted({place for places in here.values() for place in places} - shared)
    words = [[place, place + 1] for place in lacking[:1]]
    for place in lacking[1:]:
        if place == words[-1][1]:
            words[-1][1] += 1
        else:
            words.append([place, place + 1])
    return [(start, end) for start, end in words]


def _terms(text: Text) -> dict[int, set[int]]:
    """The rows of the list of terms that a text has, and at which characters."""
    folded = fold(text.text)
    column = 0 if text.language == "zh" else 1
    found: dict[int, set[int]] = {}
    for row, forms in enumerate(_term_list()):
        for match in forms[column].finditer(folded):
            found.setdefault(row, set()).update(range(*match.span()))
    return found


@cache
def _term_list() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    rows = read_rows(RULES / "parity_terms.tsv", ("zh", "en"))
    return tuple((_zh_pattern(row.several("zh")), _en_pattern(row.several("en"))) for row in rows)


def _zh_pattern(terms: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, terms)))


def _en_pattern(terms: Iterable[str]) -> re.Pattern[str]:
    forms = (re.escape(term).replace(r"\*", r"[\w ]?\w*") for term in terms)
    return re.compile(rf"\b(?:{'|'.join(forms)})\b")
