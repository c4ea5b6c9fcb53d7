"""What a recogniser is told of a text before it reads it: one hint a token, as the token's tag.

A token of an entity that is marked already has the entity's label, and whether it is the first.
Any other may have the name of a class of words, such as parts of the body. So a small model can
read "my knee is wobbling" without having met it, and may still decide otherwise.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Span

from curation.extract.rules import RULES, load_rules


@dataclass(frozen=True, kw_only=True)
class WordClass:
    """Words in lower case that stand for each other."""

    words: tuple[str, ...]


def turn_into_hints(doc: Doc) -> None:
    """Take a text's entities away, and set each token's tag to its hint."""
    classes = _classes(doc.vocab.lang)
    if classes:
        for token in doc:
            hint = classes.get(token.lower_)
            if hint:
                token.tag_ = hint
    for span in doc.ents:
        for token in span:
            token.tag_ = token.ent_iob_ + token.ent_type_
    doc.set_ents([], default="missing")


def take_hints_away(doc: Doc, hinted: Iterable[Span]) -> None:
    """Leave no tags, since a hint is none; `hinted` are the entities there were."""
    classes = _classes(doc.vocab.lang)
    if classes:
        for token in doc:
            if token.tag:
                token.tag = 0
    else:
        for span in hinted:
            for token in span:
                token.tag = 0


@cache
def _classes(language: str) -> Mapping[str, str]:
    """The class of each word that has one."""
    name = f"hints_{language}"
    if not (RULES / f"{name}.toml").is_file():
        return {}
    classes = load_rules(name, dict[str, WordClass])
    return {word: hint for hint, one in classes.items() for word in one.words}
