"""A trained model as a spaCy component: marks what the vocabulary lacks, or marks otherwise."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import minibatch

from curation.extract.matcher import VocabularyMatcher
from curation.extract.models import Model, copy_model, load_model
from curation.model import make

PIECE = 2000  # tokens the model reads at once; its memory grows with them
LONGEST = 20_000  # tokens, two hours of talk: what is longer is left to the vocabulary
BATCH = 32  # texts the model reads at once, at most


@dataclass(kw_only=True)
class Policy:
    """Which of two marks counts where the model and what was there before differ.

    `scores` says by label how far the model can be trusted, 0 to 1; a label without a score is
    left out. Where the model marks something else, it wins if its label is in `first`. Where it
    marks nothing, what was there stays if its score is at least `trusted`. What has no score is
    no work of the vocabulary and always stays.
    """

    scores: dict[str, float]
    first: frozenset[str]
    trusted: float


class Recognizer:
    """Adds a model's entities to those in `doc.ents`, which the model sees as hints."""

    def __init__(self, nlp: Language, name: str, model: Model, policy: Policy) -> None:
        self.nlp = nlp
        self.name = name
        self.model = model
        self.policy = policy
        for extension in ("score", "source", "characters"):
            Span.set_extension(extension, default=None, force=True)

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = BATCH) -> Iterator[Doc]:
        """Read many texts at once, which is faster than one by one."""
        for docs in minibatch(stream, min(batch_size, BATCH)):  # type: ignore[no-untyped-call]
            pieces = [
                [with_hints(doc, start) for start in range(0, len(doc), PIECE)]
                if len(doc) <= LONGEST
                else []
                for doc in docs
            ]
            self.model.mark([piece for part in pieces for piece in part])
            for doc, part in zip(docs, pieces, strict=True):
                self._merge(doc, [span for span in _moved(doc, part) if self._counts(span)])
                yield doc

    def _counts(self, span: Span) -> bool:
        """Whether a find of the model is looked at; across control characters it guesses."""
        return span.label_ in self.policy.scores and span.text.isprintable()

    def _merge(self, doc: Doc, found: Sequence[Span]) -> None:
        seen = {place for span in found for place in range(span.start, span.end)}
        kept = [span for span in doc.ents if self._stays(span, seen)]
        holders = {place: span for span in kept for place in range(span.start, span.end)}
        lost: set[Span] = set()
        added = []
        for span in found:
            over = {holders[place] for place in range(span.start, span.end) if place in holders}
            if not any(_same(span, other) for other in over) and self._wins(span, over):
                lost |= over
                added.append(self._described(span))
        if added or len(kept) < len(doc.ents):
            doc.ents = [*(span for span in kept if span not in lost), *added]

    def _stays(self, span: Span, seen: set[int]) -> bool:
        trusted = span._.score is None or span._.score >= self.policy.trusted
        return trusted or not seen.isdisjoint(range(span.start, span.end))

    def _wins(self, span: Span, over: set[Span]) -> bool:
        first = span.label_ in self.policy.first
        return not over or (first and all(other._.score is not None for other in over))

    def _described(self, span: Span) -> Span:
        """The span with its score, its source, and the concept of a term with just its text."""
        span._.score = self.policy.scores[span.label_]
        span._.source = f"{self.name}@{self.model.card.version}"
        span._.characters = (span.start_char, span.end_char)
        for _, component in self.nlp.pipeline:
            if isinstance(component, VocabularyMatcher) and component.vocabulary is not None:
                for match in component.vocabulary.find(span.text):
                    if (match.start, match.end) == (0, len(span.text)):
                        span.kb_id_ = match.concept
        return span

    def to_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> None:
        copy_model(self.model, Path(path))

    def from_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> "Recognizer":
        self.model = load_model(Path(path), self.nlp.vocab)
        return self


def _same(span: Span, other: Span) -> bool:
    return (span.start, span.end, span.label) == (other.start, other.end, other.label)


def _moved(doc: Doc, pieces: Iterable[Doc]) -> Iterator[Span]:
    """The entities of a text's pieces as spans of the text."""
    offset = 0
    for piece in pieces:
        for span in piece.ents:
            yield Span(doc, offset + span.start, offset + span.end, label=span.label)
        offset += len(piece)


def with_hints(doc: Doc, start: int = 0) -> Doc:
    """A piece of a text without its entities; what they were is each token's tag.

    So the model sees what the vocabulary knows, and may still decide otherwise.
    """
    tokens = doc[start : start + PIECE]
    return Doc(
        doc.vocab,
        words=[token.text for token in tokens],
        spaces=[bool(token.whitespace_) for token in tokens],
        tags=[token.ent_iob_ + token.ent_type_ if token.ent_type else "" for token in tokens],
    )


@Language.factory(
    "curation_recognizer",
    requires=["doc.ents"],
    assigns=["doc.ents", "token.ent_iob", "token.ent_type", "token.ent_kb_id"],
)
def make_recognizer(nlp: Language, name: str, model: str, policy: dict[str, Any]) -> Recognizer:
    """The component under its name in a pipeline's config; `model` names a folder of models."""
    described = make(policy, Policy, origin=f"the policy of the component {name!r}")
    return Recognizer(nlp, name, load_model(model, nlp.vocab), described)
