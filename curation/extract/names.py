"""Names as they stand in texts and the concepts that they are names of.

A text has other forms of a name than the vocabulary: plural, inverted ("failure, renal"), with a
salt, a Greek letter, in British spelling, as an adjective. Each form is looked up exactly; what is
only alike is left to `suggest.py`, where a person decides.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from curation.extract.vocabulary import Meaning, Vocabulary, spelling

SHORT = 4  # characters: so short a name is an abbreviation, and needs its context
_EDGES = " .,;:()[]'\""
_INVERTED = re.compile(r"([^,]+), ([^,]+)")
_PLURALS = (("ies", "y"), ("es", ""), ("es", "is"), ("s", ""))
_ALIKE = (frozenset({"SYMPTOM", "CONDITION"}), frozenset({"DRUG"}))  # one concept's labels


@dataclass(frozen=True, kw_only=True)
class NameRules:
    """`data/names_en.toml`, which says what each part is for."""

    salts: tuple[str, ...]
    forms: tuple[str, ...]
    shapes: tuple[str, ...]
    greek: Mapping[str, str]
    spellings: Mapping[str, str]
    adjectives: Mapping[str, tuple[str, ...]]


def concept_named(vocabulary: Vocabulary, rules: NameRules, text: str, label: str) -> str:
    """The key of the concept that a text of this label names; empty if none or several."""
    wanted = next((labels for labels in _ALIKE if label in labels), frozenset({label}))
    for form in name_forms(rules, text, label):
        if len(form) > SHORT:
            concept = _only(vocabulary.meanings(form), label, wanted)
            if concept:
                return concept
    return _head(vocabulary, text, label)


def name_forms(rules: NameRules, text: str, label: str) -> Iterator[str]:
    """The forms of a name in the vocabulary's spelling, each once, the likeliest first."""
    forms = dict.fromkeys([spelling(text).strip(_EDGES)])
    steps = [_inverted, _singular, _greek, _spelled]
    steps += [_bare_drug] if label == "DRUG" else [_noun]
    for step in steps:
        for form in list(forms):
            forms |= dict.fromkeys(step(rules, form))
    yield from forms


def _only(meanings: Iterable[Meaning], label: str, wanted: frozenset[str]) -> str:
    """The concept that the meanings of a label have, else those of a label that is alike."""
    for labels in (frozenset({label}), wanted):
        concepts = {meaning.concept for meaning in meanings if meaning.label in labels}
        if concepts:
            return concepts.pop() if len(concepts) == 1 else ""
    return ""


def _head(vocabulary: Vocabulary, text: str, label: str) -> str:
    """The concept of the term that a text ends with: acute pain is pain."""
    end = len(text.rstrip(_EDGES))
    for match in vocabulary.find(text):
        if (match.end, match.label) == (end, label):
            return match.concept
    return ""


def _inverted(_: NameRules, form: str) -> Iterator[str]:
    found = _INVERTED.fullmatch(form)
    if found:
        yield f"{found[2]} {found[1]}"


def _singular(_: NameRules, form: str) -> Iterator[str]:
    for plural, singular in _PLURALS:
        if form.endswith(plural) and not form.endswith("ss"):
            yield form.removesuffix(plural) + singular


def _greek(rules: NameRules, form: str) -> Iterator[str]:
    named = form
    for letter, name in rules.greek.items():
        named = named.replace(letter, f" {name} ")
    yield " ".join(named.split())


def _spelled(rules: NameRules, form: str) -> Iterator[str]:
    for one, other in rules.spellings.items():
        if one in form:
            yield form.replace(one, other)
        elif other in form:
            yield form.replace(other, one)


def _bare_drug(rules: NameRules, form: str) -> Iterator[str]:
    words = form.split()
    while len(words) > 1 and words[-1] in (*rules.forms, *rules.salts):
        words = words[:-1]
        yield " ".join(words)
    while len(words) > 1 and words[0] in (*rules.salts, *rules.shapes):
        words = words[1:]
        yield " ".join(words)


def _noun(rules: NameRules, form: str) -> Iterator[str]:
    for ending, nouns in rules.adjectives.items():
        if form.endswith(ending):
            yield from (form.removesuffix(ending) + noun for noun in nouns)
