"""Drugs that are likely to be spoken of, by what a session is about."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from curation.extract.folding import HAN
from curation.lists import Row, read_rows

DATA = Path(__file__).parent / "data"
TOPICS_FILE = DATA / "topic_drugs.toml"
DRUGS_FILE = DATA / "drugs.tsv"
CLASS = "class"  # the kind of a row that stands for several drugs


def drugs_for(text: str) -> tuple[tuple[str, str], ...]:
    """English and Chinese names of the drugs that a text names, then of those of its topics.

    One that has no Chinese name has "".
    """
    drugs = _drugs()
    named = [en for en, row in drugs.items() if any(_stands_in(name, text) for name in _names(row))]
    linked = [
        drug
        for words, linked_drugs in _topics()
        if any(_stands_in(word, text) for word in words)
        for drug in linked_drugs
    ]
    return tuple((en, drugs[en]["zh"]) for en in dict.fromkeys([*named, *linked]))


def _names(row: Row) -> Iterator[str]:
    yield from filter(None, (row["en"], row["zh"]))
    yield from row.several("en_synonyms")
    yield from row.several("zh_synonyms")


def _stands_in(name: str, text: str) -> bool:
    """Whether a text has a name; not inside a word, where there are spaces between words."""
    name, text = name.casefold(), text.casefold()
    if name not in text or re.search(f"[{HAN}]", name):
        return name in text
    return re.search(rf"(?<![^\W{HAN}]){re.escape(name)}(?![^\W{HAN}])", text) is not None


@cache
def _drugs() -> dict[str, Row]:
    rows = read_rows(DRUGS_FILE, ["en", "zh", "en_synonyms", "zh_synonyms", "kind"])
    return {row["en"]: row for row in rows if row["kind"] != CLASS}


@cache
def _topics() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    read = tomllib.loads(TOPICS_FILE.read_text(encoding="utf-8"))
    return tuple((tuple(topic["words"]), tuple(topic["drugs"])) for topic in read["topics"])
