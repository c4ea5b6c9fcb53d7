"""A spaCy component: of how many patients an entity is said."""

from spacy.language import Language
from spacy.tokens import Doc, Span, Token


class HowManyFinder:
    """Sets `span._.how_many` of every entity by the nearest such word of its sentence."""

    def __init__(self, words: dict[str, str]) -> None:
        self.words = words
        Span.set_extension("how_many", default="", force=True)

    def __call__(self, doc: Doc) -> Doc:
        for span in doc.ents:
            said = [token for token in span.sent if token.lower_ in self.words]
            if said:
                nearest = min(said, key=lambda token: distance(token, span))
                span._.how_many = self.words[nearest.lower_]
        return doc


def distance(token: Token, span: Span) -> int:
    """Tokens from a token to a span."""
    return max(span.start - token.i, token.i - span.end + 1)


@Language.factory(
    "how_many",
    requires=["doc.ents", "doc.sents"],
    assigns=["span._.how_many"],
)
def make_how_many_finder(nlp: Language, name: str, words: dict[str, str]) -> HowManyFinder:
    """The component; `words` says what to look for, and what each word means."""
    return HowManyFinder(words)
