"""What WebVTT and SRT share: blocks of a timing line and its text.

Read here and not by a library, because those there are drop a broken cue without a word or
cannot say in which line it is.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from curation.errors import FormatError

ARROW = "-->"
_TIME = r"(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_TIME}\s*{ARROW}\s*{_TIME}(?:\s.*)?$")
_TAG = re.compile(
    r"</?(?:b|c|font|i|lang|rt|ruby|u|v)(?:[.\s][^<>]*)?>|<[\d:.]{9,}>|\{\\[^{}]*\}", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class Block:
    """One cue as it stands in the file: its times, and all lines up to the next cue.

    `line` is that of the times, counted from 1; `name` is what stands before it.
    """

    line: int
    start_s: float
    end_s: float
    lines: tuple[str, ...]
    name: str = ""

    @property
    def where(self) -> str:
        return f"line {self.line}"


def blocks(text: str, *, origin: str) -> Iterator[Block]:
    """The cues of a caption file; a header before the first one is passed over.

    Raises
    ------
    FormatError
        naming the line whose times cannot be read, or saying that there are no cues.
    """
    lines = text.split("\n")
    timings = [number for number, line in enumerate(lines) if ARROW in line]
    if not timings:
        raise FormatError(f"{origin} has no cue in it; export it again with its text")
    for number, following in zip(timings, [*timings[1:], None], strict=True):
        match = _TIMING.match(lines[number])
        if match is None:
            raise FormatError(
                f"{origin}, line {number + 1}: the times cannot be read;"
                f" they look like 00:01:02.500 {ARROW} 00:01:04.000"
            )
        fields = match.groups()
        body = lines[number + 1 : following]
        if following is not None and body and body[-1].strip().isdigit():
            body.pop()  # the next cue's number
        yield Block(
            line=number + 1,
            start_s=_seconds(*fields[:4]),
            end_s=_seconds(*fields[4:]),
            lines=tuple(body),
            name=lines[number - 1].strip() if number else "",
        )


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> float:
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + int(fraction.ljust(3, "0")) / 1000


def plain(text: str) -> str:
    """Text without tags and with its character references resolved."""
    return html.unescape(_TAG.sub("", text)).strip()


def escaped(text: str) -> str:
    """Text of which `plain` gives back every character."""
    return html.escape(text, quote=False).replace("{", "&#123;")


def timestamp(seconds: float, *, comma: bool = False) -> str:
    """Seconds as `00:01:02.500`, or with SRT's comma."""
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    minutes, second = divmod(whole, 60)
    mark = "," if comma else "."
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}{mark}{milliseconds:03d}"
