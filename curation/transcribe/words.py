"""From running text to words with times, in languages with spaces and without."""

import re
from itertools import pairwise

from curation.model import Timing, Word

TIME_DIGITS = 3  # milliseconds are finer than any engine or caption
SPACED_PER_S = 12.5  # letters of a language with spaces: 150 words of 5 letters a minute
MIN_UNSPACED_SHARE = 0.2  # of the letters: English names and drugs are common in Chinese talk
UNSPACED_LANGUAGES = ("zh", "yue", "ja")  # those written without spaces between words
UNSPACED_PER_S = 4.5  # Chinese characters: 270 a minute

# Han with its extensions, the iteration mark, kana: written without spaces between words.
_UNSPACED = (
    r"\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff"
)
_OPENING = r"（【《〈「『〔［｛“‘"
_CLOSING = r"，。！？；：、…—～·）】》〉」』〕］｝”’"
_AFTER = rf"{_CLOSING},.!?;:)\]}}'\"%‰℃/\u0300-\u036f\ufe00-\ufe0f"  # what a character takes along
_PIECE = re.compile(
    rf"[{_OPENING}(\[{{]*"
    rf"(?:[{_UNSPACED}][{_AFTER}]*|[^{_UNSPACED}{_OPENING}{_CLOSING}]+[{_CLOSING}]*)"
    rf"|[{_OPENING}{_CLOSING}]+"
)
_UNSPACED_CHARACTER = re.compile(f"[{_UNSPACED}]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b\u2060\ufeff]")


def split_text(text: str) -> tuple[tuple[str, bool], ...]:
    """Words in order, each with whether a space follows it.

    Text with spaces is cut there; Chinese and Japanese give one word a character, its
    punctuation with it. Joined again by `join_words`, they give the text with each run of
    white space as one space. A space follows the text's last word unless it is such a character.
    """
    chunks = [_PIECE.findall(chunk) for chunk in _INVISIBLE.sub("", text).split()]
    words = [
        (piece, number == len(chunk)) for chunk in chunks for number, piece in enumerate(chunk, 1)
    ]
    if words and _UNSPACED_CHARACTER.search(words[-1][0]):
        words[-1] = (words[-1][0], False)
    return tuple(words)


def spread(text: str, start_s: float, end_s: float, *, timing: Timing = "estimated") -> list[Word]:
    """The words of a stretch of speech, its time shared out by their number of characters."""
    pieces = split_text(text)
    total = sum(len(piece) for piece, _ in pieces)
    edges, done = [start_s], 0
    for piece, _ in pieces:
        done += len(piece)
        edges.append(start_s + (end_s - start_s) * done / total)
    return [
        Word(
            text=piece,
            start_s=round(start, TIME_DIGITS),
            end_s=round(end, TIME_DIGITS),
            timing=timing,
            space=space,
        )
        for (piece, space), (start, end) in zip(pieces, pairwise(edges), strict=True)
    ]


def speaking_time_s(text: str) -> float:
    """About how long it takes to say this, for text that comes without times."""
    letters = sum(not character.isspace() for character in text)
    unspaced = len(_UNSPACED_CHARACTER.findall(text))
    return unspaced / UNSPACED_PER_S + (letters - unspaced) / SPACED_PER_S


def is_unspaced(text: str) -> bool:
    """Whether there are characters in it that are written without spaces, as Chinese is."""
    return bool(_UNSPACED_CHARACTER.search(text))


def guess_language(text: str) -> str:
    """`ja` or `zh` by their script, `en` for anything else."""
    unspaced = len(_UNSPACED_CHARACTER.findall(text))
    if unspaced <= MIN_UNSPACED_SHARE * sum(character.isalpha() for character in text):
        return "en"
    kana = len(_KANA.findall(text))
    return "ja" if kana > MIN_UNSPACED_SHARE * unspaced else "zh"
