"""What a recogniser is told of a text before it reads it: one hint a token, as the token's tag.

A token of an entity that is marked already has the entity's label, and whether it is the first.
Any other may have the name of a class of words, such as parts of the body. So a small model can
read "my knee is wobbling" without having met it, and may still decide otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from spacy.strings import get_string_id
from spacy.tokens import Doc

from curation.extract.rules import RULES, load_rules


@dataclass(frozen=True, kw_only=True)
class WordClass:
    """Words in lower case that stand for each other."""

    words: tuple[str, ...]


def turn_into_hints(doc: Doc) -> None:
    """Take a text's entities away, and set each token's tag to its hint."""
    classes = _classes(doc.vocab.lang)
    for place, word in enumerate(doc.to_array("LOWER").tolist() if classes else ()):
        if word in classes:
            doc[place].tag_ = classes[word]
    for span in doc.ents:
        for token in span:
            token.tag_ = token.ent_iob_ + token.ent_type_
    doc.set_ents([], default="missing")


def take_hints_away(doc: Doc) -> None:
    """Leave no tags, since a hint is none."""
    for place in doc.to_array("TAG").nonzero()[0].tolist():
        doc[place].tag = 0


@cache
def _classes(language: str) -> Mapping[int, str]:
    """The class of each word that has one, by spaCy's number of the word."""
    name = f"hints_{language}"
    if not (RULES / f"{name}.toml").is_file():
        return {}
    classes = load_rules(name, dict[str, WordClass])
    return {get_string_id(word): hint for hint, one in classes.items() for word in one.words}
