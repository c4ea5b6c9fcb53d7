"""Rules in data files: phrases in TOML, so that adding a cue needs no code."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, TypeVar

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

# Rule files by name or path, which add up; or what is in them.
RuleSource = str | list[str] | dict[str, Any]


def load_rules(source: RuleSource, record_type: type[_T]) -> _T:
    """The rules of a TOML file, or of several; see `read_rules`.

    Raises
    ------
    InputError
        when there is no such file.
    FormatError
        naming the field that is wrong.
    """
    return make(read_rules(source), record_type, origin=rules_origin(source))


def read_rules(source: RuleSource, folder: Path = Path()) -> dict[str, Any]:
    """What rule files hold: this package's by their names, others by their paths in a folder.

    Several add up: a later file adds to the lists of an earlier one, and its numbers and texts
    count instead.
    """
    if isinstance(source, dict):
        return source
    rules: dict[str, Any] = {}
    for name in [source] if isinstance(source, str) else source:
        own = RULES / f"{name}.toml"
        rules = _added(rules, _read_file(own if own.is_file() else require_file(folder / name)))
    return rules


def is_shipped(source: RuleSource) -> bool:
    """Whether rules are this package's alone."""
    names = [source] if isinstance(source, str) else source
    return not isinstance(source, dict) and all((RULES / f"{n}.toml").is_file() for n in names)


def rules_origin(source: RuleSource) -> str:
    """What an error calls the rules."""
    if isinstance(source, dict):
        return "the pipeline's rules"
    return source if isinstance(source, str) else " + ".join(source)


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormatError(f"{path} is not TOML: {error}; correct it and try again") from error


def _added(rules: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    result = dict(rules)
    for key, value in more.items():
        known = result.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            result[key] = _added(known, value)
        elif isinstance(known, list) and isinstance(value, list):
            result[key] = [*known, *value]
        else:
            result[key] = value
    return result


def phrase_pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Matches the longest of some phrases in a folded text, never inside a word.

    `*` in a phrase stands for up to five words, or six Chinese characters.
    """
    longest_first = sorted({fold(phrase).strip() for phrase in phrases}, key=len, reverse=True)
    spaced = [phrase for phrase in longest_first if re.match(LETTER, phrase)]
    others = [phrase for phrase in longest_first if not re.match(LETTER, phrase)]
    choices = [rf"(?<!{LETTER})(?:{_ended(spaced)})"] if spaced else []
    return re.compile("|".join([*choices, _ended(others)] if others else choices) or r"(?!)")


def _ended(phrases: list[str]) -> str:
    """Phrases that do not end inside a word; one look ahead for all, which compiles quickly."""
    inside = [phrase for phrase in phrases if re.match(LETTER, phrase[-1])]
    free = [phrase for phrase in phrases if not re.match(LETTER, phrase[-1])]
    closed = [f"(?:{_choices(inside)})(?!{LETTER})"] if inside else []
    return "|".join([_choices(free), *closed] if free else closed)


def _choices(phrases: list[str]) -> str:
    by_start: dict[str, list[str]] = defaultdict(list)
    for phrase in phrases:
        by_start[phrase[0]].append(phrase)
    return "|".join(map(_choice, by_start.values()))


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
    return words.replace("n't", r"\s?n't")  # some write "do n't"


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
