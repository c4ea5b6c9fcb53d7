"""Chinese numerals: 一百五, 500万, 零点七五, 两三, 四分之一."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from curation.extract.digits import LONGEST, Number, single
from curation.extract.rules import load_rules


@dataclass(frozen=True, kw_only=True)
class ChineseWords:
    values: dict[str, int]
    scales: dict[str, int]
    point: str
    half: str
    part: str
    ordinal: str


@cache
def _numerals() -> ChineseWords:
    return load_rules("numbers_zh", ChineseWords)


@cache
def _numeral_pattern() -> re.Pattern[str]:
    words = _numerals()
    digit, scale = "".join(words.values), "".join(words.scales)
    numeral = rf"[{digit}{scale}]+(?:{words.point}[{digit}]+)?"
    written = rf"\d+(?:\.\d+)?(?:(?!千克)[{scale}])*"
    one = rf"(?:{written}|{numeral})"
    return re.compile(
        rf"(?<![{words.ordinal}\d.])(?:(?<![a-z])|(?!\d))(?:(?P<parts>{one}){words.part}(?P<part>{one})"
        rf"|(?P<number>{one})|(?P<half>{words.half}))"
    )


def find_chinese(text: str) -> Iterator[Number]:
    for match in _numeral_pattern().finditer(text):
        if match["half"]:
            yield single(match.start(), match.end(), 0.5)
        elif match["part"]:
            low, _ = read_numeral(match["part"])
            parts, _ = read_numeral(match["parts"])
            if parts:
                yield single(match.start(), match.end(), low / parts)
        elif len(match["number"]) <= LONGEST:
            low, high = read_numeral(match["number"])
            yield Number(match.start(), match.end(), round(low, 6), round(high, 6))


def read_numeral(numeral: str) -> tuple[float, float]:
    """The lowest and highest value of a numeral: 一百二十, 500万, 零点七五, 两三."""
    words = _numerals()
    digits = re.match(r"\d+(?:\.\d+)?", numeral)
    if digits:
        value = float(digits[0])
        for scale in numeral[digits.end() :]:
            value *= words.scales[scale]
        return value, value
    whole, _, decimals = numeral.partition(words.point)
    if decimals:
        digits_ = "".join(str(words.values[character]) for character in decimals)
        value = float(f"{int(_whole(whole))}.{digits_}")
        return value, value
    if len(whole) == 2 and all(character in words.values for character in whole):
        low, high = (float(words.values[character]) for character in whole)
        if 0 < low < high:
            return low, high
    value = _whole(whole)
    return value, value


def _whole(numeral: str) -> float:
    words = _numerals()
    if not any(character in words.scales for character in numeral):
        return float("".join(str(words.values[character]) for character in numeral) or 0)
    total, section, digit, last = 0.0, 0.0, 0.0, 1
    for character in numeral:
        if character in words.values:
            digit = float(words.values[character])
            last = 1 if digit == 0 else last
            continue
        last = words.scales[character]
        if last >= words.scales["万"]:
            total = (total + section + digit or 1.0) * last
            section = 0.0
        else:
            section += (digit or 1.0) * last
        digit = 0.0
    spoken_short = digit and last >= 100  # 一百五 is 150
    return total + section + digit * (last / 10 if spoken_short else 1)
