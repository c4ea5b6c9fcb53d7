"""Rules in data files: phrases in TOML, so that adding a cue needs no code."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import TypeVar

from curation.errors import FormatError
from curation.extract.folding import HAN, fold
from curation.files import require_file
from curation.model import make

RULES = Path(__file__).parent / "data"
ANY_WORDS = r"(?:\s+[\w']+){0,5}?"
ANY_CHARACTERS = rf"[{HAN}]{{0,6}}?"
LETTER = rf"[^\W{HAN}]"  # or digit, of a script that puts spaces between words

_T = TypeVar("_T")
_CHINESE_GAP = re.compile(rf"(?<=[{HAN}]) (?=[{HAN}])")


def load_rules(name: str, record_type: type[_T]) -> _T:
    """The rules of a TOML file: one of this package's by its name, or any by its path.

    Raises
    ------
    InputError
        when there is no such file.
    FormatError
        naming the field that is wrong.
    """
    own = RULES / f"{name}.toml"
    path = own if own.is_file() else require_file(Path(name))
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormatError(f"{path} is not TOML: {error}; correct it and try again") from error
    return make(values, record_type, origin=str(path))


def phrase_pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Matches the longest of some phrases in a folded text, never inside a word.

    `*` in a phrase stands for up to five words, or six Chinese characters.
    """
    by_start: dict[str, list[str]] = defaultdict(list)
    for phrase in sorted({fold(phrase).strip() for phrase in phrases}, key=len, reverse=True):
        by_start[phrase[0]].append(phrase)
    spaced = [_choice(same) for start, same in by_start.items() if re.match(LETTER, start)]
    others = [_choice(same) for start, same in by_start.items() if not re.match(LETTER, start)]
    choices = [rf"(?<!{LETTER})(?:{'|'.join(spaced)})"] if spaced else []
    return re.compile("|".join([*choices, *others]) or r"(?!)")


def spelled_out(phrases: Iterable[str]) -> Iterator[str]:
    """Phrases folded, one for each choice where a word gives several: `my|her mother`."""
    for phrase in phrases:
        for words in product(*(word.split("|") for word in fold(phrase).split())):
            yield _CHINESE_GAP.sub("", " ".join(words))


def _choice(phrases: list[str]) -> str:
    """Phrases of one first character, the longest first: written so that `re` is quick."""
    start = re.escape(phrases[0][0])
    return f"{start}(?:{'|'.join(_rest(phrase) for phrase in phrases)})"


def _rest(phrase: str) -> str:
    words = r"\s+".join(map(re.escape, phrase[1:].split(" ")))
    words = words.replace(r"\s+\*", ANY_WORDS).replace(r"\*", ANY_CHARACTERS)
    words = words.replace("n't", r"\s?n't")  # some write "do n't"
    return words + (rf"(?!{LETTER})" if re.match(LETTER, phrase[-1]) else "")


def pattern(source: str, *, origin: str) -> re.Pattern[str]:
    """A regular expression from a rule file; raises `FormatError` when it is none."""
    try:
        return re.compile(source)
    except re.error as error:
        raise FormatError(f"{origin}: {source!r} is no regular expression: {error}") from error


def end_of_match(opening: re.Pattern[str], text: str, start: int = 0) -> int:
    """Where a pattern that starts at `start` ends; `start` itself if it does not."""
    found = opening.match(text, start)
    return found.end() if found else start
