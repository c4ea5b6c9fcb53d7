"""Compiling the vocabulary: priorities between lists and packages, filters, plurals."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TypeVar

from curation.errors import FormatError
from curation.extract import added, sources
from curation.extract.folding import fold
from curation.extract.sources import OWN_LISTS, Term
from curation.extract.vocabulary import (
    FORMAT,
    LABELS,
    STOP,
    About,
    Condition,
    pack_vocabulary,
    spelling,
)
from curation.files import atomic_write, sha256_of
from curation.model import Concept, stable_id

RULES = 2  # raise it when the same lists and packages are to compile to something else
LONGEST = 60  # characters: nobody says longer terms in one breath
SHORTEST = 5  # characters a package's term needs: shorter ones are mostly words of other meaning
MOST_WORDS = 5

_SPEAKABLE = re.compile(r"[a-z][a-z0-9' ]*")
_SIBILANT = re.compile(r"(?:s|x|z|ch|sh)$")
_CONSONANT_Y = re.compile(r"[^aeiou]y$")
_ENDS_IN_WORD = re.compile(r"[a-z]{3}$")

Chosen = dict[str, list[Term]]

_H = TypeVar("_H")


def vocabulary_path(models: Path, lists: Path = OWN_LISTS) -> Path:
    """Where the vocabulary of these lists and the installed packages belongs."""
    return models / f"vocabulary-{_fingerprint(lists, models / added.FOLDER)}.zip"


def compile_vocabulary(path: Path, lists: Path = OWN_LISTS, more: Path | None = None) -> None:
    """Compile the lists in a folder, what users added in another, and the packages' terms.

    Raises
    ------
    FormatError
        naming the list and the line that is malformed or contradicts another.
    """
    chosen: Chosen = {}
    _add_own(chosen, sources.own_terms(lists))
    _add_abbreviations(chosen, sources.own_abbreviations(lists))
    if more is not None:
        _add_packages(chosen, added.added_terms(more))
    conditions = list(sources.package_conditions())
    findings = sources.package_findings({term.text for term in conditions})
    _add_packages(chosen, chain(sources.package_drugs(), conditions, findings))
    _add_plurals(chosen)
    stops = _stop(chosen, sources.stoplist(lists))
    versions = sources.versions() | _versions(more)
    data = _pack(chosen, stops, versions, _fingerprint(lists, more))
    with atomic_write(path) as stream:
        stream.write(data)


def compile_list(path: Path) -> bytes:
    """One list, its plurals added, as the bytes of a vocabulary file.

    Its terms are all of one label, which is for whoever uses them to say.

    Raises
    ------
    FormatError
        naming the line that is malformed or contradicts another.
    """
    chosen: Chosen = {}
    _add_own(chosen, sources.list_terms(path, LABELS[0]))
    if not chosen:
        raise FormatError(f"{path} holds no term; give it a row for each concept")
    _add_plurals(chosen)
    return _pack(chosen, (), {}, stable_id(FORMAT, RULES, sha256_of(path)))


def _fingerprint(lists: Path, more: Path | None) -> str:
    return stable_id(
        FORMAT, RULES, sources.fingerprint(lists), added.fingerprint(more) if more else ""
    )


def _add_own(chosen: Chosen, terms: Iterable[Term]) -> None:
    for term in terms:
        earlier = chosen.setdefault(spelling(term.text), [term])[0]
        if earlier.label == term.label and earlier.concept.key != term.concept.key:
            raise _contradiction(term, earlier)


def _contradiction(term: Term, earlier: Term) -> FormatError:
    where = f"line {earlier.row.line}" if earlier.row else "another list"
    problem = f"{term.text!r} has another code in {where}"
    return term.row.error(problem) if term.row else FormatError(problem)


def _add_abbreviations(chosen: Chosen, terms: Iterable[Term]) -> None:
    for term in terms:
        meanings = chosen.setdefault(spelling(term.text), [])
        if all(meaning.context for meaning in meanings):
            meanings.append(term)


def _add_packages(chosen: Chosen, terms: Iterable[Term]) -> None:
    for term in terms:
        text = spelling(term.text)
        if term.as_is or _sayable(text):
            chosen.setdefault(text, [term])


def _sayable(text: str) -> bool:
    return (
        SHORTEST <= len(text) <= LONGEST
        and _SPEAKABLE.fullmatch(text) is not None
        and text.count(" ") < MOST_WORDS
    )


def _add_plurals(chosen: Chosen) -> None:
    for text, meanings in list(chosen.items()):
        plural = None if meanings[0].as_written else _plural(text)
        if plural:
            chosen.setdefault(plural, meanings)


def _plural(text: str) -> str | None:
    if not text.isascii() or not _ENDS_IN_WORD.search(text) or text.endswith("s"):
        return None
    if _CONSONANT_Y.search(text):
        return text[:-1] + "ies"
    return text + ("es" if _SIBILANT.search(text) else "s")


def _stop(chosen: Chosen, stoplist: Iterable[tuple[str, str]]) -> list[str]:
    """Take out the terms of the stoplist; give those that nothing else is left of."""
    stops = []
    for term, label in stoplist:
        text = spelling(term)
        left = [meaning for meaning in chosen.pop(text, []) if label not in ("", meaning.label)]
        if left:
            chosen[text] = left
        else:
            stops.append(text)
    return [text for text in stops if text not in chosen]


def _pack(
    chosen: Chosen, stops: Iterable[str], versions: dict[str, str], fingerprint: str
) -> bytes:
    terms = list(chain.from_iterable(chosen.values()))
    concepts: dict[str, Concept] = {}
    for term in terms:
        known = concepts.setdefault(term.concept.key, term.concept)
        if term.concept.names.keys() - known.names.keys():
            concepts[known.key] = replace(known, names=term.concept.names | known.names)
    keys = sorted(concepts, key=lambda key: f"{key}\t".encode())
    lines = _places(keys)
    origins = _places(term.origin for term in terms)
    conditions = _places([Condition(), *map(_condition, terms)])
    entries = [
        (
            text,
            (
                lines[term.concept.key],
                LABELS.index(term.label),
                origins[term.origin],
                conditions[_condition(term)],
            ),
        )
        for text, meanings in chosen.items()
        for term in meanings
    ]
    entries += [(text, (0, STOP, 0, 0)) for text in stops]
    about = About(
        format=FORMAT,
        fingerprint=fingerprint,
        sources=versions,
        origins=tuple(origins),
        conditions=tuple(conditions),
        terms={label: _count(chosen, label) for label in LABELS},
        concepts=len(concepts),
        longest=max(map(len, chosen), default=0),
        forms=sources.dosage_forms(),
    )
    return pack_vocabulary(about, entries, {key: concepts[key] for key in keys})


def _versions(more: Path | None) -> dict[str, str]:
    return {source.name: source.version for source in added.list_sources(more)} if more else {}


def _condition(term: Term) -> Condition:
    context = tuple(fold(word) for word in term.context)
    return Condition(context=context, written=term.text if term.as_written else "")


def _places(values: Iterable[_H]) -> dict[_H, int]:
    """Each value once, with its place in the order in which they came."""
    return {value: place for place, value in enumerate(dict.fromkeys(values))}


def _count(chosen: Chosen, label: str) -> int:
    return sum(meanings[0].label == label for meanings in chosen.values())
