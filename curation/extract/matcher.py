"""The vocabulary as a spaCy component: marks drugs, symptoms and conditions."""

from collections.abc import Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from curation.errors import InputError
from curation.extract.vocabulary import Vocabulary, load_vocabulary
from curation.files import atomic_write
from curation.model import Concept

FILE = "vocabulary.zip"


class VocabularyMatcher:
    """Adds the vocabulary's terms to `doc.ents`; what is marked already stays.

    `scores` says by a term's origin how far it can be trusted, 0 to 1. The vocabulary is set
    by `load_pipeline`, or read with a pipeline from disk.
    """

    def __init__(self, name: str, scores: dict[str, float]) -> None:
        self.name = name
        self.scores = scores
        self.vocabulary: Vocabulary | None = None
        for extension in ("score", "source", "characters"):
            Span.set_extension(extension, default=None, force=True)

    def __call__(self, doc: Doc) -> Doc:
        if self.vocabulary is None:
            raise InputError(f"the component {self.name!r} has no vocabulary; use load_pipeline")
        taken = {token.i for span in doc.ents for token in span}
        found = [
            span
            for span in self._spans(doc, self.vocabulary)
            if taken.isdisjoint(range(span.start, span.end))
        ]
        if found:
            doc.ents = filter_spans([*doc.ents, *found])
        return doc

    def _spans(self, doc: Doc, vocabulary: Vocabulary) -> Iterator[Span]:
        source = f"{self.name}@{vocabulary.version}"
        for match in vocabulary.find(doc.text):
            span = doc.char_span(
                match.start,
                match.end,
                label=match.label,
                kb_id=match.concept,
                alignment_mode="expand",
            )
            if span is not None:
                span._.score = self.scores.get(match.origin, 1.0)
                span._.source = source
                span._.characters = (match.start, match.end)
                yield span

    def to_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> None:
        if self.vocabulary is not None:
            with atomic_write(Path(path) / FILE) as stream:
                stream.write(self.vocabulary.data)

    def from_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> "VocabularyMatcher":
        self.vocabulary = load_vocabulary(Path(path) / FILE)
        return self


def characters_of(span: Span) -> tuple[int, int]:
    """The characters an entity takes in its text; its tokens may hold more."""
    found: tuple[int, int] | None = span._.characters
    return found or (span.start_char, span.end_char)


def concept_of(nlp: Language, key: str) -> Concept | None:
    """The concept that a span's `kb_id_` names, from a pipeline's vocabulary."""
    for _, component in nlp.pipeline:
        if isinstance(component, VocabularyMatcher) and component.vocabulary is not None:
            return component.vocabulary.concept(key)
    return None


@Language.factory(
    "curation_vocabulary",
    assigns=["doc.ents", "token.ent_iob", "token.ent_type", "token.ent_kb_id"],
)
def make_vocabulary_matcher(
    nlp: Language, name: str, scores: dict[str, float]
) -> VocabularyMatcher:
    """The component under its name in a pipeline's config."""
    return VocabularyMatcher(name, scores)
