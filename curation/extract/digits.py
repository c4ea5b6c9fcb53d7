"""Numbers written in digits of any script, and the text in which all numbers are found."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from curation.extract.folding import fold

KEPT = "-‐‑‒–—−/／~～\n\t\r"  # what `fold` makes a space and a number or a sentence needs
DASHES = "‐‑‒–—−～"
LARGEST_PART = 8  # of "1/2", "3/4": a larger number below the bar is a date or a combination
LONGEST = 15  # digits; what is longer is no amount

# A number after a letter is part of a name (B12, COVID-19), except in q8h and x3.
DIGITS = re.compile(
    r"(?<![a-pr-wyz\d.,])(?<![a-z]-)(?<![a-z][qx])(\d+(?:[.,]\d+)*)(?!\d|(?:st|nd|rd|th)\b)"
)
_FRACTION = re.compile(r"(?<![\d./])(?:(\d) )?(\d)/(\d)(?![\d/])")
_GLYPH = re.compile(r"(\d*)([¼½¾])")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number at these characters; `high` differs from `low` in 两三."""

    start: int
    end: int
    low: float
    high: float


def plain(text: str) -> str:
    """`fold`, but with slashes, dashes, line ends and ASCII digits: of the text's length."""
    folded = fold(text)
    if text.isascii() and not any(kept in text for kept in "-/\n\t\r"):
        return folded
    return "".join(map(_plain_character, text, folded))


def _plain_character(character: str, folded: str) -> str:
    if character in KEPT:
        return "-" if character in DASHES else "/" if character == "／" else character
    if folded.isdigit() and not folded.isascii():
        return str(unicodedata.digit(folded))
    return folded


def find_written(text: str) -> Iterator[Number]:
    for match in _FRACTION.finditer(text):
        whole, part, parts = (int(group or 0) for group in match.groups())
        if 0 < part < parts <= LARGEST_PART:
            yield single(match.start(), match.end(), whole + part / parts)
    for match in _GLYPH.finditer(text):
        value = unicodedata.numeric(match[2]) + int(match[1] or 0)
        yield single(match.start(), match.end(), value)
    for match in DIGITS.finditer(text):
        value_ = read_digits(match[1])
        if value_ is not None:
            yield single(match.start(), match.end(), value_)


def read_digits(digits: str) -> float | None:
    """1,000 is a thousand, 0,5 a half; None for what is no number, as 1.2.3."""
    if len(digits) > LONGEST:
        return None
    if _GROUPED.fullmatch(digits):
        return float(digits.replace(",", ""))
    if digits.count(".") + digits.count(",") > 1:
        return None
    return float(digits.replace(",", "."))


def single(start: int, end: int, value: float) -> Number:
    value = round(value, 6)
    return Number(start, end, value, value)
