"""Praat TextGrid, long and short: each interval tier is one speaker.

Praat reads a file as its free-standing numbers and quoted strings and takes all else for
comment; so does this reader, which can therefore say where a file breaks off. (Libraries
stop quietly at the first interval they cannot read.)
"""

import re
from collections.abc import Iterator

from curation.errors import FormatError
from curation.transcribe.cues import Cue, Cues

_TOKEN = re.compile(r'(?<!\S)(?:"(?:[^"]|"")*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?!\S)')
INTERVALS = "IntervalTier"
POINTS = "TextTier"
SILENCES = {"", "<p:>", "sp", "sil", "xxx"}  # labels of intervals in which nobody speaks
UNNAMED = re.compile(r"(?:words?|utterances?|sentences?|text|transcript(?:ion)?|tier)?\s*\d*", re.I)


class _Tokens:
    """The numbers and strings of a TextGrid, taken one after the other."""

    def __init__(self, text: str, origin: str) -> None:
        self._text = text
        self._origin = origin
        self._matches = _TOKEN.finditer(text)
        self._counted = 0  # characters whose line ends are counted in `line`
        self.line = 1

    def string(self) -> str:
        token = self._next()
        if not token.startswith('"'):
            raise self._error("a quoted text was expected")
        return token[1:-1].replace('""', '"')

    def number(self) -> float:
        token = self._next()
        if token.startswith('"'):
            raise self._error("a number was expected")
        return float(token)

    def _next(self) -> str:
        match = next(self._matches, None)
        position = match.start() if match else len(self._text)
        self.line += self._text.count("\n", self._counted, position)
        self._counted = position
        if match is None:
            raise self._error("the file breaks off")
        return match[0]

    def _error(self, what: str) -> FormatError:
        return FormatError(f"{self._origin}, line {self.line}: {what}; save it again in Praat")


def read_textgrid(text: str, *, origin: str) -> Cues:
    """The intervals of all interval tiers that have a label.

    A tier's name is its speaker, unless it only names its content ("words", "text").

    Raises
    ------
    FormatError
        naming the line.
    """
    tokens = _Tokens(text, origin)
    if tokens.string() not in ("ooTextFile", "ooTextFile short") or tokens.string() != "TextGrid":
        raise FormatError(f"{origin}, line 1: this is not a TextGrid; save it as one in Praat")
    tokens.number(), tokens.number()  # the whole file's start and end
    cues: list[Cue] = []
    for _ in range(int(tokens.number())):
        cues.extend(_tier(tokens))
    return Cues(cues=tuple(cues))


def _tier(tokens: _Tokens) -> Iterator[Cue]:
    kind, name = tokens.string(), tokens.string()
    speaker = "" if UNNAMED.fullmatch(name.strip()) else name.strip()
    tokens.number(), tokens.number()  # the tier's start and end
    for _ in range(int(tokens.number())):
        start_s = tokens.number()
        end_s = tokens.number() if kind == INTERVALS else start_s
        where = f"line {tokens.line}"
        label = tokens.string().strip()
        if kind == INTERVALS and label.lower() not in SILENCES:
            yield Cue(start_s=start_s, end_s=end_s, text=label, speaker=speaker, where=where)
