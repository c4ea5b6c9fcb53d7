"""Chat logs as CSV: a column each for time, name and message, under a heading line."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from curation.errors import FormatError
from curation.transcribe.cues import Cue, Cues
from curation.transcribe.words import speaking_time_s

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "time": ("time", "timestamp", "date", "datetime", "start", "时间", "发送时间"),
    "name": ("name", "sender", "speaker", "from", "user", "姓名", "昵称", "发送人", "发言人"),
    "message": ("message", "text", "content", "消息", "内容", "消息内容", "文本"),
}
DELIMITERS = ",;\t"
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)")
_SECONDS = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, kw_only=True)
class _Message:
    line: int
    time_s: float
    dated: bool  # the time is one of the calendar, else it counts from the recording's start
    name: str
    text: str


def read_chat_csv(text: str, *, origin: str) -> Cues:
    """The messages of a chat log.

    Times with a date count from the first message. Those without (`00:12:30`, or a number of
    seconds) count from the start of the recording. A message lasts as long as it would take
    to say.

    Raises
    ------
    FormatError
        naming the line.
    """
    messages = _read(text, origin)
    first_s = min((message.time_s for message in messages if message.dated), default=0.0)
    if len({message.dated for message in messages}) > 1:
        raise FormatError(f"{origin}: some times have a date and some have none; use one kind")
    return Cues(
        cues=tuple(
            Cue(
                start_s=message.time_s - first_s,
                end_s=message.time_s - first_s + speaking_time_s(message.text),
                text=message.text,
                speaker=message.name,
                where=f"line {message.line}",
            )
            for message in messages
        )
    )


def _read(text: str, origin: str) -> list[_Message]:
    delimiter = max(DELIMITERS, key=text.split("\n", 1)[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        places = _places(next(rows, []), origin)
        return [_message(row, places, rows.line_num, origin) for row in rows if any(row)]
    except csv.Error:
        raise FormatError(
            f"{origin}, line {rows.line_num}: the quotes of this CSV do not close; export it again"
        ) from None


def _places(heading: list[str], origin: str) -> dict[str, int]:
    """Which column holds the time, the name and the message."""
    titles = [title.strip().lower() for title in heading]
    places = {
        column: next((titles.index(name) for name in names if name in titles), -1)
        for column, names in COLUMNS.items()
    }
    missing = [column for column, place in places.items() if place < 0]
    if missing:
        raise FormatError(
            f"{origin}, line 1: there is no column for {' and '.join(missing)};"
            " name the columns time, name and message"
        )
    return places


def _message(row: list[str], places: Mapping[str, int], line: int, origin: str) -> _Message:
    if len(row) <= max(places.values()):
        raise FormatError(f"{origin}, line {line}: columns are missing; correct this row")
    time = row[places["time"]].strip()
    try:
        time_s, dated = _seconds(time), False
        if time_s is None:
            time_s, dated = _moment(time), True
    except ValueError:
        raise FormatError(
            f"{origin}, line {line}: the time cannot be read; write it as 00:12:30 or"
            " 2020-03-24 20:12:30"
        ) from None
    return _Message(
        line=line,
        time_s=time_s,
        dated=dated,
        name=row[places["name"]].strip(),
        text=row[places["message"]],
    )


def _seconds(time: str) -> float | None:
    """A time without a date, in seconds, or None."""
    if _SECONDS.fullmatch(time):
        return float(time)
    match = _CLOCK.fullmatch(time)
    if match is None:
        return None
    return int(match[1] or 0) * 3600 + int(match[2]) * 60 + float(match[3])


def _moment(time: str) -> float:
    """A time with a date, in seconds from any fixed moment."""
    moment = datetime.fromisoformat(time.replace("/", "-"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
