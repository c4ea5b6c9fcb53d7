"""A trained model as a spaCy component: marks what the vocabulary lacks, or marks otherwise."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training.batchers import minibatch_by_words
from spacy.util import minibatch

from curation.extract.hints import take_hints_away, turn_into_hints
from curation.extract.matcher import VocabularyMatcher
from curation.extract.models import Model, copy_model, load_model
from curation.model import make

BATCH = 256  # texts looked at together
AT_ONCE = 500  # tokens the model reads at once: what a processor's cache holds is read fastest
LONGEST = 20_000  # tokens, two hours of talk: what is longer is left to the vocabulary
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(kw_only=True)
class Policy:
    """Which of two marks counts where the model and what was there before differ.

    `scores` says by label how far the model can be trusted, 0 to 1; a label without a score is
    left out. Where the model marks something else, it wins if its label is in `first`. Where it
    marks nothing, what was there stays if its score is at least `trusted`, or if the key of its
    concept begins with what is `certain`; "pain" does not win over "pain killers", which is. What
    has no score is no work of the vocabulary and always stays. A find with fewer letters than
    `shortest` says for its label is a guess and left out, unless it is an abbreviation in capitals.
    """

    scores: dict[str, float]
    first: frozenset[str]
    trusted: float
    certain: frozenset[str] = frozenset()
    shortest: dict[str, int] = field(default_factory=dict)


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
        """Read many texts together, which is faster than one by one."""
        for docs in minibatch(stream, batch_size):  # type: ignore[no-untyped-call]
            known = [doc.ents for doc in docs]
            readable = [doc for doc in docs if _is_readable(doc)]
            for doc in readable:
                turn_into_hints(doc)
            for part in minibatch_by_words(readable, AT_ONCE):
                self.model.mark(part)
            for doc, before in zip(docs, known, strict=True):
                self._merge(doc, before)
                yield doc

    def _counts(self, span: Span) -> bool:
        """Whether a find of the model is looked at."""
        letters = sum(map(str.isalpha, span.text))
        shortest = 2 if span.text.isupper() else self.policy.shortest.get(span.label_, 1)
        return span.label_ in self.policy.scores and letters >= shortest

    def _merge(self, doc: Doc, before: Sequence[Span]) -> None:
        """Put what the model marked together with what was there before."""
        if not _is_readable(doc):
            return
        found = [span for span in doc.ents if self._counts(span)]
        seen = {place for span in found for place in range(span.start, span.end)}
        kept = [span for span in before if self._stays(span, seen)]
        holders = {place: span for span in kept for place in range(span.start, span.end)}
        lost: set[Span] = set()
        added = []
        for span in found:
            over = {holders[place] for place in range(span.start, span.end) if place in holders}
            if not any(_same(span, other) for other in over) and self._wins(span, over):
                lost |= over
                added.append(self._described(span))
        doc.ents = [*(span for span in kept if span not in lost), *added]
        take_hints_away(doc)

    def _stays(self, span: Span, seen: set[int]) -> bool:
        trusted = span._.score is None or span._.score >= self.policy.trusted
        unseen = seen.isdisjoint(range(span.start, span.end))
        return trusted or self._is_certain(span) or not unseen

    def _wins(self, span: Span, over: set[Span]) -> bool:
        """Whether a find takes the place of others; part of what is certain does not."""
        part = any(
            self._is_certain(other)
            and len(other) > len(span)
            and other.start <= span.start
            and span.end <= other.end
            for other in over
        )
        first = span.label_ in self.policy.first and not part
        return not over or (first and all(other._.score is not None for other in over))

    def _is_certain(self, span: Span) -> bool:
        return span.kb_id_.startswith(tuple(self.policy.certain))

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


def _is_readable(doc: Doc) -> bool:
    """Whether the model reads a text; among control characters it only guesses."""
    return 0 < len(doc) <= LONGEST and not CONTROL.search(doc.text)


def _same(span: Span, other: Span) -> bool:
    return (span.start, span.end, span.label) == (other.start, other.end, other.label)


@Language.factory(
    "curation_recognizer",
    requires=["doc.ents"],
    assigns=["doc.ents", "token.ent_iob", "token.ent_type", "token.ent_kb_id"],
)
def make_recognizer(nlp: Language, name: str, model: str, policy: dict[str, Any]) -> Recognizer:
    """The component under its name in a pipeline's config; `model` names a folder of models."""
    described = make(policy, Policy, origin=f"the policy of the component {name!r}")
    return Recognizer(nlp, name, load_model(model, nlp.vocab), described)
