"""Complaints composed of a body site and what is wrong with it, by rules in `data/`.

A vocabulary cannot hold "pain in the back of my left knee"; a rule finds it, and its concept is
that of the name which the rule composes (knee pain), where the vocabulary has it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span

from curation.extract.folding import fold
from curation.extract.matcher import MARKED, put_over, vocabulary_of
from curation.extract.rules import RuleSource, load_rules
from curation.model import stable_id

LABEL = "SYMPTOM"
SITE = "{site}"
VERSION_LENGTH = 12

Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Between:
    prepositions: tuple[str, ...]
    determiners: tuple[str, ...]
    sides: tuple[str, ...]
    verbs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PhraseRules:
    """`data/phrases_en.toml`, which says what each part is for."""

    sites: dict[str, tuple[str, ...]]
    complaints: dict[str, tuple[str, ...]]
    predicates: dict[str, tuple[str, ...]]
    between: Between

    @property
    def sites_said(self) -> list[str]:
        return [said for all_said in self.sites.values() for said in all_said]


class PhraseFinder:
    """Adds composed complaints to `doc.ents`, over entities that they cover.

    `score` is how far they can be trusted, 0 to 1. The pipeline's vocabulary gives their concepts.
    """

    def __init__(self, nlp: Language, name: str, rules: RuleSource, score: float) -> None:
        self.nlp = nlp
        self.rules = load_rules(rules, PhraseRules)
        self.score = score
        self.source = f"{name}@{stable_id(self.rules)[:VERSION_LENGTH]}"
        self._site_of = {
            said: site for site, all_said in self.rules.sites.items() for said in all_said
        }
        self._forms = (
            (_complaint_then_site(self.rules), self.rules.complaints),
            (_site_then_predicate(self.rules), self.rules.predicates),
        )

    def __call__(self, doc: Doc) -> Doc:
        found = list(self._spans(doc))
        if found:
            doc.ents = list(put_over(doc.ents, found))
        return doc

    def _spans(self, doc: Doc) -> Iterator[Span]:
        folded = fold(doc.text)
        end = 0
        for match, names in sorted(self._matches(folded), key=lambda one: one[0].span()):
            span = doc.char_span(*match.span(), label=LABEL, kb_id=self._concept(match, names))
            if span is not None and match.start() >= end:
                end = match.end()
                span._.score = self.score
                span._.source = self.source
                span._.characters = match.span()
                yield span

    def _matches(self, folded: str) -> Iterator[tuple[re.Match[str], tuple[str, ...]]]:
        for form, names in self._forms:
            for match in form.finditer(folded):
                yield match, names[match["what"]]

    def _concept(self, match: re.Match[str], names: Iterable[str]) -> str:
        vocabulary = vocabulary_of(self.nlp)
        terms = [name.replace(SITE, self._site_of[match["site"]]) for name in names]
        meanings = (meaning for term in terms for meaning in vocabulary.meanings(term))
        return next((one.concept for one in meanings if one.label == LABEL), "")


def _complaint_then_site(rules: PhraseRules) -> re.Pattern[str]:
    between = rules.between
    where = f"(?:{_any(between.determiners)} )?(?:{_any(between.sides)} ){{0,2}}"
    sites = _any(rules.sites_said)
    return re.compile(
        rf"\b(?P<what>{_any(rules.complaints)}),? {_any(between.prepositions)} {where}"
        rf"(?P<site>{sites})(?:,? (?:and|or) {where}{sites})?\b"
    )


def _site_then_predicate(rules: PhraseRules) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?P<site>{_any(rules.sites_said)})(?: ?{_any(rules.between.verbs)})?"
        rf" (?P<what>{_any(rules.predicates)})\b"
    )


def _any(phrases: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(phrases, key=len, reverse=True)))})"


@Language.factory(
    "curation_phrases",
    assigns=[*MARKED],
)
def make_phrase_finder(nlp: Language, name: str, rules: RuleSource, score: float) -> PhraseFinder:
    """The component under its name in a pipeline's config."""
    return PhraseFinder(nlp, name, rules, score)
