"""Simplified or Traditional characters throughout a session, whatever an engine writes.

Whisper writes either, and may change from one window to the next. OpenCC (Apache 2.0) converts
with regard to the words around a character (头发 is 頭髮, 发烧 is 發燒), so a window's text is
converted as a whole and then dealt out to its words again.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Literal

from curation.model import Word

Script = Literal["", "Hans", "Hant", "Hant-HK"]

TO_SIMPLIFIED, TO_TRADITIONAL = "t2s", "s2t"
VARIANTS = {"Hant": "t2tw", "Hant-HK": "t2hk"}  # how characters are written in a region
# What BCP 47 calls Chinese in one script; a plain `zh` leaves open which.
TAGS: dict[str, Script] = {
    "hans": "Hans",
    "cn": "Hans",
    "sg": "Hans",
    "my": "Hans",
    "hant": "Hant",
    "tw": "Hant",
    "hk": "Hant-HK",
    "mo": "Hant-HK",
}


def script_of(languages: Sequence[str]) -> Script:
    """The Chinese script that languages' codes ask for, as in `zh-TW`; "" when none or several."""
    asked: set[Script] = set()
    for code in languages:
        language, *tags = code.replace("_", "-").lower().split("-")
        if language in ("zh", "yue"):
            found = [TAGS[tag] for tag in tags if tag in TAGS]
            asked.update(found[-1:])
    return asked.pop() if len(asked) == 1 else ""


def in_script(words: Sequence[Word], script: Script) -> tuple[Word, ...]:
    """The words in one script: as many as before, with their times and probabilities."""
    if not script:
        return tuple(words)
    texts = [word.text for word in words]
    together = _converted("".join(texts), script)
    if together is None:  # a phrase has another length in the other script
        converted = [_converted(text, script) or text for text in texts]
        return tuple(replace(word, text=text) for word, text in zip(words, converted, strict=True))
    made: list[Word] = []
    start = 0
    for word in words:
        end = start + len(word.text)
        made.append(replace(word, text=together[start:end]))
        start = end
    return tuple(made)


def _converted(text: str, script: Script) -> str | None:
    """The text in a script, None when its characters do not match one to one."""
    simplified = _convert(text, TO_SIMPLIFIED)
    if script == "Hans":
        return simplified if len(simplified) == len(text) else None
    traditional = _convert(simplified, TO_TRADITIONAL)
    if not len(text) == len(simplified) == len(traditional):
        return None
    # What is Traditional already is left alone: OpenCC would make 幹擾 of 干擾.
    mixed = "".join(
        new if old == plain else old
        for old, plain, new in zip(text, simplified, traditional, strict=True)
    )
    variant = _convert(mixed, VARIANTS[script])
    return variant if len(variant) == len(text) else mixed


def _convert(text: str, config: str) -> str:
    return str(_converter(config).convert(text))


@cache
def _converter(config: str) -> Any:
    from opencc import OpenCC

    return OpenCC(config)
