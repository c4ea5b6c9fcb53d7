"""What a question asks, told apart by kinds that are the same in every language.

A list of terms (`alike_terms.tsv`) and the vocabulary give a Chinese and an English question
about one drug and aim the same marks; numbers are read with their units.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from curation.extract.folding import HAN, fold, is_chinese
from curation.extract.quantities import find_quantities
from curation.extract.rules import RULES
from curation.extract.vocabulary import Vocabulary
from curation.lists import read_rows

TERMS = RULES / "alike_terms.tsv"
DRUG, DISEASE, NUMBER = "drug", "disease", "number"  # kinds that no list of terms is needed for
SUBJECTS = (DRUG, DISEASE, "thing")  # kinds of what is asked about
CONTENT = (*SUBJECTS, "people", "turn")  # kinds that a question is recognised by
NAMING = frozenset({DISEASE, "thing", "people"})  # kinds of terms that name what is asked about
_DIGITS = re.compile(r"\d|[一二两三四五六七八九十百千]")
_WORD = "(?<![a-z0-9])(?:{})(?![a-z0-9])"  # Chinese needs no space beside it
_OPENING = r"(?:(?<=^)|(?<=[,.;:?] )|(?<=\bso )|(?<=\band )|(?<=\b[ue][mhr] )|(?<=\bwell ))"
_SPELLED = re.compile(rf"[^\W_{HAN}]+|[{HAN}]")

Found = tuple[int, int, str, str]  # start and end in the text, kind, name


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's marks by kind, and its plain text for comparing letters.

    `kinds` has, by kind, the names that were found: `{"aim": {"when"}, "act": {"stop"}}`;
    `subjects` are the names of what is asked about, `content` those and
    what else a question is recognised by.
    """

    plain: str
    chinese: bool
    kinds: dict[str, frozenset[str]]
    subjects: frozenset[str]
    content: frozenset[str]

    def marks(self) -> Iterator[tuple[str, str]]:
        """Every mark, with its kind."""
        return ((kind, name) for kind, names in self.kinds.items() for name in names)


def read_question(text: str, vocabulary: Vocabulary) -> Asked:
    """The marks of a question; an empty text, or one in a language not known, has few or none."""
    folded = fold(text)
    chinese = is_chinese(text)
    terms = list(_terms(folded, chinese=chinese))
    kinds: dict[str, set[str]] = defaultdict(set)
    for _, _, kind, name in terms:
        kinds[kind].add(name)
    for match in vocabulary.find(text):
        if not _is_taken(match.start, match.end, terms):
            kinds[DRUG if match.label == "DRUG" else DISEASE].add(match.concept)
    language = "zh" if chinese else "en"
    for quantity in find_quantities(text, language) if _DIGITS.search(folded) else ():
        inside = any(start <= quantity.start < end for start, end, *_ in terms)
        if not inside and (quantity.base or not quantity.soft):
            kinds[NUMBER].add(f"{quantity.value:g} {quantity.base}")
    return Asked(
        plain=plain(text),
        chinese=chinese,
        kinds={kind: frozenset(names) for kind, names in kinds.items()},
        subjects=frozenset(name for kind in SUBJECTS for name in kinds.get(kind, ())),
        content=frozenset(name for kind in CONTENT for name in kinds.get(kind, ())),
    )


def plain(text: str) -> str:
    """The words of a text, or its Chinese characters, without marks of any kind."""
    return " ".join(_SPELLED.findall(fold(text)))


def _terms(folded: str, *, chinese: bool) -> Iterator[Found]:
    """The terms of the list in a folded text, without those inside longer ones.

    A longer one that names a thing counts whatever the kind of the shorter one, others only
    within their kind.
    """
    found: list[Found] = []
    for kind, name, zh, en in _patterns():
        # A Chinese question holds English words too: CT, ICU, PEEP.
        for pattern in (zh, en) if chinese else (en,):
            found.extend(
                (match.start(), match.end(), kind, name) for match in pattern.finditer(folded)
            )
    for term in found:
        if not any(_is_inside(term, other) for other in found):
            yield term


def _is_inside(term: Found, other: Found) -> bool:
    start, end, kind, _ = other
    if kind != term[2] and kind not in NAMING:
        return False
    return start <= term[0] and term[1] <= end and end - start > term[1] - term[0]


def _is_taken(start: int, end: int, terms: list[Found]) -> bool:
    """Whether the list of terms has the same words, wholly or for the most part."""
    shared = (min(end, other[1]) - max(start, other[0]) for other in terms if other[2] in NAMING)
    return any(2 * length > end - start for length in shared)


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str], re.Pattern[str]], ...]:
    rows = read_rows(TERMS, ("kind", "name", "zh", "en"))
    return tuple(
        (
            row["kind"],
            row["name"],
            re.compile("|".join(map(_chinese, row.several("zh")))),
            re.compile(_WORD.format("|".join(map(_english, row.several("en"))))),
        )
        for row in rows
    )


def _chinese(term: str) -> str:
    form = re.escape(fold(term)).replace(r"\*", ".{0,8}?")
    return _WORD.format(form) if term.isascii() else form


def _english(term: str) -> str:
    form = re.escape(fold(term)).replace(r"\ ", " ").replace(r"\^", _OPENING)
    return form.replace(r" \* ", r" (?:\S+ ){0,5}?").replace(r"\*", "[a-z0-9']*")
