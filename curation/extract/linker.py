"""Concepts for entities that have none, and abbreviations that the text defines, as a component."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from curation.extract.definitions import Definition, definitions
from curation.extract.matcher import characters_of, put_over, vocabulary_of
from curation.extract.names import NameRules, concept_named
from curation.extract.rules import load_rules
from curation.extract.vocabulary import Vocabulary
from curation.model import stable_id

VERSION_LENGTH = 12
STOP_WORDS = 4  # tokens before and after an entity in which a term that holds it may stand


@dataclass(frozen=True, kw_only=True)
class Meant:
    """What an abbreviation stands for in a text."""

    label: str
    concept: str
    score: float


class Linker:
    """Gives entities without a concept the one that a form of their name has.

    An abbreviation that the text defines is marked wherever it stands, as what its long form is.
    What is part of a term of the stoplist is no entity, whoever found it.
    """

    def __init__(self, nlp: Language, name: str, rules: str) -> None:
        self.nlp = nlp
        self.rules = load_rules(rules, NameRules)
        self.source = f"{name}@{stable_id(self.rules)[:VERSION_LENGTH]}"

    def __call__(self, doc: Doc) -> Doc:
        if doc.ents:
            self._link(doc)
        if doc.ents and "(" in doc.text:
            found = list(self._abbreviations(doc))
            if found:
                doc.ents = list(put_over(doc.ents, filter_spans(found)))
        return doc

    def _link(self, doc: Doc) -> None:
        vocabulary = vocabulary_of(self.nlp)
        kept = []
        for span in doc.ents:
            if not span.kb_id_:
                if span._.score is not None and _is_stopped(span, vocabulary):
                    continue
                start, end = characters_of(span)
                text = doc.text[start:end]
                span.kb_id_ = concept_named(vocabulary, self.rules, text, span.label_)
            kept.append(span)
        doc.ents = kept

    def _abbreviations(self, doc: Doc) -> Iterator[Span]:
        known: dict[str, Meant] = {}
        ents = doc.ents
        starts = [characters_of(span)[0] for span in ents]
        for definition in definitions(doc.text):
            meant = _meant(definition, ents, starts)
            if meant is not None:
                known.setdefault(definition.short, meant)
        for short, meant in known.items():
            for found in re.finditer(rf"(?<!\w){re.escape(short)}(?!\w)", doc.text):
                span = doc.char_span(
                    *found.span(), label=meant.label, kb_id=meant.concept, alignment_mode="expand"
                )
                if span is not None:
                    span._.score = meant.score
                    span._.source = self.source
                    span._.characters = found.span()
                    yield span


def _is_stopped(span: Span, vocabulary: Vocabulary) -> bool:
    """Whether a longer term of the stoplist holds what the pipeline found: oxygen saturation."""
    around = span.doc[max(0, span.start - STOP_WORDS) : span.end + STOP_WORDS]
    start, end = (place - around.start_char for place in characters_of(span))
    return any(
        first <= start and end <= last and last - first > end - start
        for first, last in vocabulary.stopped(around.text)
    )


def _meant(definition: Definition, ents: Sequence[Span], starts: Sequence[int]) -> Meant | None:
    """What the long form is: the entity that it ends with, a drug only if it is all of it."""
    span = ents[bisect_left(starts, definition.end) - 1]
    start, end = characters_of(span)
    if not start < definition.end <= end:
        return None
    if span.label_ == "DRUG" and start > definition.start:
        return None
    score = 1.0 if span._.score is None else span._.score
    return Meant(label=span.label_, concept=span.kb_id_, score=score)


@Language.factory(
    "curation_linker",
    requires=["doc.ents"],
    assigns=["doc.ents", "token.ent_iob", "token.ent_type", "token.ent_kb_id"],
)
def make_linker(nlp: Language, name: str, rules: str) -> Linker:
    """The component under its name in a pipeline's config."""
    return Linker(nlp, name, rules)
