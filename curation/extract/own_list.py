"""A list of one's own as a spaCy component: marks its terms under any label."""

from collections.abc import Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from curation.errors import InputError
from curation.extract.compiling import compile_list
from curation.extract.matcher import FILE, MARKED, matched_spans, put_over
from curation.extract.vocabulary import Vocabulary, load_vocabulary, read_vocabulary
from curation.files import atomic_write


class ListMatcher:
    """Adds the terms of a list to `doc.ents`, over entities that they cover.

    `terms` is the list's path, with the columns of `data/drugs.tsv`; `score`, 0 to 1, is how far
    its terms can be trusted. It is read by `load_pipeline`, or with a pipeline from disk.
    """

    def __init__(self, name: str, terms: str, label: str, score: float) -> None:
        self.name = name
        self.terms = terms
        self.label = label
        self.score = score
        self.vocabulary: Vocabulary | None = None
        for extension in ("score", "source", "characters"):
            Span.set_extension(extension, default=None, force=True)

    def read_list(self, folder: Path) -> None:
        """Read the list, whose path is relative to a folder; raises `InputError`."""
        path = folder / self.terms
        self.vocabulary = read_vocabulary(compile_list(path), origin=str(path))

    def __call__(self, doc: Doc) -> Doc:
        if self.vocabulary is None:
            raise InputError(f"the component {self.name!r} has no list; use load_pipeline")
        doc.ents = list(put_over(doc.ents, self._spans(doc, self.vocabulary)))
        return doc

    def _spans(self, doc: Doc, vocabulary: Vocabulary) -> Iterator[Span]:
        source = f"{self.name}@{vocabulary.version}"
        for match, span in matched_spans(doc, vocabulary):
            span.label_ = self.label
            span._.score = self.score
            span._.source = source
            span._.characters = (match.start, match.end)
            yield span

    def to_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> None:
        if self.vocabulary is not None:
            with atomic_write(Path(path) / FILE) as stream:
                stream.write(self.vocabulary.data)

    def from_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> "ListMatcher":
        self.vocabulary = load_vocabulary(Path(path) / FILE)
        return self


@Language.factory(
    "curation_list",
    assigns=[*MARKED],
)
def make_list_matcher(
    nlp: Language, name: str, terms: str, label: str, score: float
) -> ListMatcher:
    """The component under its name in a pipeline's config."""
    return ListMatcher(name, terms, label, score)
