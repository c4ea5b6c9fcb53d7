"""The vocabulary and the curators' decisions as spaCy components: mark entities."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from curation.errors import InputError
from curation.extract.memory import Memory, memory_vocabulary
from curation.extract.vocabulary import Match, Vocabulary, load_vocabulary, spelling
from curation.files import atomic_write
from curation.model import Concept, dump_json, load_json

FILE = "vocabulary.zip"
DOUBTED = "doubted.json"
# What a component assigns that marks entities.
MARKED = (
    "doc.ents",
    "token.ent_iob",
    "token.ent_type",
    "token.ent_kb_id",
    "span._.score",
    "span._.source",
    "span._.characters",
)


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

    def require(self) -> Vocabulary:
        """The vocabulary; raises `InputError` when none was set."""
        if self.vocabulary is None:
            raise InputError(f"the component {self.name!r} has no vocabulary; use load_pipeline")
        return self.vocabulary

    def __call__(self, doc: Doc) -> Doc:
        vocabulary = self.require()
        found = list(self._spans(doc, vocabulary))
        if found:
            doc.ents = filter_spans([*doc.ents, *found])
        return doc

    def _spans(self, doc: Doc, vocabulary: Vocabulary) -> Iterator[Span]:
        """The terms outside the entities that were there before, whose marks stay as they are."""
        taken = {token.i for span in doc.ents for token in span}
        source = f"{self.name}@{vocabulary.version}"
        for match, span in matched_spans(doc, vocabulary):
            if not taken.isdisjoint(range(span.start, span.end)):
                continue
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


class DecisionMatcher:
    """Marks what curators approved, and trusts less what they rejected.

    What it marks takes the place of entities that it covers, and gives way to longer ones.
    `approved` is the score of what it marks; a text that was rejected at least `rejections`
    times has its score multiplied by `rejected`. The memory is set by `load_pipeline`.
    """

    def __init__(self, name: str, approved: float, rejected: float, rejections: int) -> None:
        self.name = name
        self.approved = approved
        self.rejected = rejected
        self.rejections = rejections
        self.vocabulary: Vocabulary | None = None
        self.doubted: frozenset[tuple[str, str]] = frozenset()

    def remember(self, memory: Memory, vocabulary: Vocabulary) -> None:
        """Take what is remembered beyond what a vocabulary knows."""
        self.vocabulary = memory_vocabulary(memory, vocabulary)
        self.doubted = frozenset(
            (item.text, item.label) for item in memory.rejected if item.count >= self.rejections
        )

    def __call__(self, doc: Doc) -> Doc:
        if self.vocabulary is not None and self.vocabulary.about.longest:
            doc.ents = list(put_over(doc.ents, self._spans(doc, self.vocabulary)))
        for span in doc.ents if self.doubted else ():
            if (spelling(_text_of(span)), span.label_) in self.doubted:
                span._.score = self.rejected * (1.0 if span._.score is None else span._.score)
        return doc

    def _spans(self, doc: Doc, vocabulary: Vocabulary) -> Iterator[Span]:
        source = f"{self.name}@{vocabulary.version}"
        for match, span in matched_spans(doc, vocabulary):
            span._.score = self.approved
            span._.source = source
            span._.characters = (match.start, match.end)
            yield span

    def to_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> None:
        if self.vocabulary is not None:
            with atomic_write(Path(path) / FILE) as stream:
                stream.write(self.vocabulary.data)
            with atomic_write(Path(path) / DOUBTED) as stream:
                stream.write(dump_json(sorted(self.doubted)))

    def from_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> "DecisionMatcher":
        if (Path(path) / FILE).exists():
            self.vocabulary = load_vocabulary(Path(path) / FILE)
            pairs = (Path(path) / DOUBTED).read_bytes()
            self.doubted = load_json(pairs, frozenset[tuple[str, str]], origin=str(path))
        return self


def put_over(ents: Iterable[Span], found: Iterable[Span]) -> Iterator[Span]:
    """`found` in place of the entities that they cover, without those that reach beyond."""
    left = list(ents)
    holders = {place: span for span in left for place in range(span.start, span.end)}
    lost: set[Span] = set()
    for span in found:
        touched = {holders[place] for place in range(span.start, span.end) if place in holders}
        if all(span.start <= ent.start and ent.end <= span.end for ent in touched):
            lost |= touched
            yield span
    yield from (ent for ent in left if ent not in lost)


def _text_of(span: Span) -> str:
    start, end = characters_of(span)
    return span.doc.text[start:end]


def matched_spans(doc: Doc, vocabulary: Vocabulary) -> Iterator[tuple[Match, Span]]:
    """The vocabulary's terms in a document, with the tokens that hold them."""
    for match in vocabulary.find(doc.text):
        span = doc.char_span(
            match.start,
            match.end,
            label=match.label,
            kb_id=match.concept,
            alignment_mode="expand",
        )
        if span is not None:
            yield match, span


def characters_of(span: Span) -> tuple[int, int]:
    """The characters an entity takes in its text; its tokens may hold more."""
    found: tuple[int, int] | None = span._.characters
    return found or (span.start_char, span.end_char)


def vocabulary_of(nlp: Language) -> Vocabulary:
    """The vocabulary that a pipeline works with; raises `InputError` when it has none."""
    for _, component in nlp.pipeline:
        if isinstance(component, VocabularyMatcher):
            return component.require()
    raise InputError("the pipeline has no vocabulary; use load_pipeline")


def concept_of(nlp: Language, key: str) -> Concept | None:
    """The concept that a span's `kb_id_` names, from the vocabularies of a pipeline."""
    for _, component in nlp.pipeline:
        vocabulary = getattr(component, "vocabulary", None)
        concept = vocabulary.concept(key) if isinstance(vocabulary, Vocabulary) else None
        if concept is not None:
            return concept
    return None


@Language.factory(
    "curation_vocabulary",
    assigns=[*MARKED],
)
def make_vocabulary_matcher(
    nlp: Language, name: str, scores: dict[str, float]
) -> VocabularyMatcher:
    """The component under its name in a pipeline's config."""
    return VocabularyMatcher(name, scores)


@Language.factory(
    "curation_decisions",
    requires=["doc.ents"],
    assigns=[*MARKED],
)
def make_decision_matcher(
    nlp: Language, name: str, approved: float, rejected: float, rejections: int
) -> DecisionMatcher:
    """The component under its name in a pipeline's config."""
    return DecisionMatcher(name, approved, rejected, rejections)
