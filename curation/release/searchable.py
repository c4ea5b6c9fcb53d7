"""Text as the knowledge base indexes and looks it up, the same on every database.

A database's own parser finds no Chinese word of two characters and differs from the next
one on hyphens, signs and accents. So text is cut into tokens here: words of letters and
digits, and each Chinese character by itself. A query's characters are looked up next to
each other.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import groupby, pairwise

from opencc import OpenCC

MAX_PHRASES = 32  # more of a query narrows nothing and costs time
MAX_PHRASE_TOKENS = 32
MAX_TOKEN_LENGTH = 64  # characters; PostgreSQL refuses tokens above 2 KB
MIN_STEM = 4  # letters; shorter words that begin alike are too often different words

# Han with its extensions, kana and Hangul: what is written without spaces
_CHARACTER = (
    "[\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
_TOKEN = re.compile(f"{_CHARACTER}|(?:(?!{_CHARACTER})[^\\W_])+")

Phrase = tuple[str, ...]


def tokens(text: str) -> list[str]:
    """The tokens of a text: lower case, one width, no accents, simplified characters."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(
        char if char.isprintable() else " "  # the converter stops at a zero and at half a pair
        for char in decomposed
        if not unicodedata.combining(char)
    )
    plain = _converter().convert(unicodedata.normalize("NFC", bare))
    return [token[:MAX_TOKEN_LENGTH] for token in _TOKEN.findall(plain)]


def searchable(texts: Iterable[str]) -> str:
    """Texts as one line of tokens, to be put into an index."""
    return " ".join(token for text in texts for token in tokens(text))


def phrases(query: str) -> tuple[Phrase, ...]:
    """What a query asks for: tokens that stand next to each other, without function words.

    Any text is a query; what is neither letter, digit nor character is left out. `covid-19`
    is one phrase, as is a run of Chinese characters.
    """
    found: dict[Phrase, None] = {}
    for chunk in query.split():
        for _, run in groupby(tokens(chunk), key=_is_character):
            phrase = tuple(run)[:MAX_PHRASE_TOKENS]
            if len(phrase) > 1 or phrase[0] not in _function_words():
                found[phrase] = None
        if len(found) >= MAX_PHRASES:
            break
    return tuple(found)[:MAX_PHRASES]


def loosened(asked: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """The same words one by one, and runs of Chinese characters in overlapping twos."""
    found: dict[Phrase, None] = {}
    for phrase in asked:
        if not _is_character(phrase[0]):
            found |= {(word,): None for word in phrase if word not in _function_words()}
        elif len(phrase) > 1:
            found |= dict.fromkeys(pairwise(phrase))
        else:
            found[phrase] = None
    return tuple(found)[:MAX_PHRASES]


def mentions(asked: Iterable[Phrase], texts: Iterable[str]) -> bool:
    """Whether a phrase stands in one of the texts, be it in another grammatical form."""
    lines = [tokens(text) for text in texts]
    return any(_stands_in(phrase, line) for phrase in asked for line in lines)


def _stands_in(phrase: Phrase, line: list[str]) -> bool:
    starts = range(len(line) - len(phrase) + 1)
    return any(all(map(_alike, phrase, line[start:])) for start in starts)


def _alike(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return shorter == longer or (len(shorter) >= MIN_STEM and longer.startswith(shorter))


def _is_character(token: str) -> bool:
    return re.fullmatch(_CHARACTER, token) is not None


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _function_words() -> frozenset[str]:
    text = (files(__package__) / "function_words.toml").read_text(encoding="utf-8")
    return frozenset(word for words in tomllib.loads(text).values() for word in words.split())
