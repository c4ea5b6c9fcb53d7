"""Plain text, one utterance a line: `Speaker: …`, with or without a time before it."""

import re
from collections.abc import Iterator, Sequence

from curation.model import Transcript
from curation.transcribe.cues import Cue, Cues
from curation.transcribe.formats.marks import marked, split_marks, unless_lost
from curation.transcribe.formats.speakers import split_speakers
from curation.transcribe.words import speaking_time_s

_TIME = re.compile(r"\s*[\[(]?(?:(\d+):)?([0-5]?\d):([0-5]\d)(?:[.,](\d{1,3}))?[\])]?(?:\s+|$)")


def read_text_lines(text: str, *, origin: str) -> Cues:
    """The utterances of a text file.

    A line starts at its time, or where the line before it ends, and lasts as long as it
    takes to say, or until the next time.
    """
    del origin  # any text is an utterance
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    times = [_TIME.match(line) for _, line in lines]
    texts = [
        line[time.end() :] if time else line for (_, line), time in zip(lines, times, strict=True)
    ]
    spoken: Sequence[tuple[str, str, int | None]] = split_marks(texts) or [
        (speaker, rest, None) for speaker, rest in split_speakers(texts)
    ]
    starts = [_seconds(time) if time else None for time in times]
    return Cues(
        cues=tuple(
            Cue(
                start_s=start_s,
                end_s=end_s,
                text=rest,
                speaker=speaker,
                where=f"line {number}",
                turn=turn,
            )
            for (number, _), (speaker, rest, turn), (start_s, end_s) in zip(
                lines, spoken, _spans(starts, [rest for _, rest, _ in spoken]), strict=True
            )
        )
    )


def _seconds(time: re.Match[str]) -> float:
    hours, minutes, seconds, fraction = time.groups()
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + int((fraction or "0").ljust(3, "0")) / 1000


def _spans(starts: list[float | None], texts: list[str]) -> Iterator[tuple[float, float]]:
    """When each text starts and ends, given the starts that are known."""
    at_s = 0.0
    for start_s, following, text in zip(starts, [*starts[1:], None], texts, strict=True):
        at_s = at_s if start_s is None else start_s
        end_s = at_s + speaking_time_s(text)
        if following is not None and following > at_s:
            end_s = min(end_s, following)
        yield at_s, end_s
        at_s = end_s


def write_text(transcript: Transcript) -> str:
    """The transcript as text, one turn a line with its time and speaker."""
    return unless_lost(_written, read_text_lines, transcript)


def _written(transcript: Transcript, *, marks: bool) -> str:
    lines: list[str] = []
    for turn in transcript.turns:
        text = transcript.text_of(turn)
        if marks:
            text = marked(turn.speaker, text, new_turn=True)
        elif turn.speaker:
            text = f"{turn.speaker}: {text}"
        lines.append(f"[{_clock(transcript.words[turn.first_word].start_s)}] {text}\n")
    return "".join(lines)


def _clock(seconds: float) -> str:
    minutes, second = divmod(int(seconds), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}"
