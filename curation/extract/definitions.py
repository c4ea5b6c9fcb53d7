"""Abbreviations that a text defines itself: "acute kidney injury (AKI)".

The letters of the abbreviation are looked for in the words before the parenthesis, from the last
to the first, and the first must begin a word (Schwartz and Hearst, 2003). Where the parenthesis
holds the long form, "AKI (acute kidney injury)", the words in it are looked through.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SHORTEST = 2  # characters of an abbreviation
LONGEST = 10
MOST_WORDS = 2  # of an abbreviation
WORDS_MORE = 5  # words that a long form may have beyond the letters of its abbreviation
REACH = 150  # characters before a parenthesis in which its long form is looked for

_PARENTHESIS = re.compile(r"\(([^()]{2,100}?)(?:[;,][^()]{0,100})?\)")
_WORD = re.compile(r"\S+")
_LAST_WORD = re.compile(r"[^\s()]+(?=\s*$)")


@dataclass(frozen=True, kw_only=True)
class Definition:
    """An abbreviation and the characters of the text that say what it stands for."""

    short: str
    start: int
    end: int


def definitions(text: str) -> Iterator[Definition]:
    """What a text says that its abbreviations stand for, in the order in which it does."""
    for found in _PARENTHESIS.finditer(text):
        inside = found[1].strip()
        offset = max(0, found.start() - REACH)
        before = text[offset : found.start()].rstrip()
        last = _LAST_WORD.search(before)
        if _is_abbreviation(inside):
            start = _long_form(inside, before)
            if start is not None:
                yield Definition(short=inside, start=offset + start, end=offset + len(before))
        elif last is not None and _is_abbreviation(last[0]) and _long_form(last[0], inside) == 0:
            start = text.index(inside, found.start())
            yield Definition(short=last[0], start=start, end=start + len(inside))


def _is_abbreviation(text: str) -> bool:
    return (
        SHORTEST <= len(text) <= LONGEST
        and text.isascii()
        and text[0].isalnum()
        and any(map(str.isupper, text))
        and len(text.split()) <= MOST_WORDS
    )


def _long_form(short: str, text: str) -> int | None:
    """Where the long form of an abbreviation starts that ends with the text; None: nowhere."""
    letters = [letter for letter in short.lower() if letter.isalnum()]
    most = min(len(letters) + WORDS_MORE, 2 * len(letters))
    words = [word.start() for word in _WORD.finditer(text)][-most:]
    if not words:
        return None
    folded, place = text.lower(), len(text)
    for index in reversed(range(len(letters))):
        place = folded.rfind(letters[index], words[0], place)
        while index == 0 and place > words[0] and folded[place - 1].isalnum():
            place = folded.rfind(letters[index], words[0], place)
        if place < 0:
            return None
    start = max(word for word in words if word <= place)
    is_longer = len(text) - start > len(short) and short not in text[start:].split()
    return start if is_longer else None
