"""One spelling for matching: what `fold` returns has the same length as the text it was given.

Because each character is replaced by exactly one, a position in the folded text is the same
position in the text as spoken.
"""

import re
import unicodedata
from functools import cache

import opencc

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Chinese characters of the common planes
_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(rf"[^\W\d_{HAN}]+")

_SPACES = "-‐‑‒–—−/\t\n\r\v\f\u00a0\u2009\u202f\u3000"  # what speech does not tell from a space
_PLAIN = str.maketrans(dict.fromkeys(_SPACES, " ") | {"’": "'", "‘": "'", "ʼ": "'"})


def fold(text: str) -> str:
    """Lower case, simplified Chinese script, half-width forms; hyphens and slashes as spaces."""
    if text.isascii():
        return text.lower().translate(_PLAIN)
    one_each = (_fold_character(character) for character in text)
    return _simplified("".join(one_each))


def is_chinese(text: str) -> bool:
    """Whether the text has more Chinese characters than words of other scripts."""
    return len(_HAN.findall(text)) > len(_WORD.findall(text))


@cache
def _fold_character(character: str) -> str:
    for form in (unicodedata.normalize("NFKC", character).lower(), character.lower()):
        if len(form) == 1:
            return form.translate(_PLAIN)
    return character


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _simplified(text: str) -> str:
    if not _HAN.search(text):
        return text
    converted: str = _converter().convert(text)
    if len(converted) == len(text):
        return converted
    by_character = (_converter().convert(character) for character in text)
    return "".join(
        new if len(new) == 1 else old for old, new in zip(text, by_character, strict=True)
    )
