"""Rebuild the demo sessions from their scripts: audio and subtitles.

Run ``python build.py`` for all scripts beside this file, or name some:
``python build.py covid19-zh``. A script with ``[voices]`` is spoken and its
cues carry true times; one without gets estimated times and no audio.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle, groupby
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from speech import SAMPLE_RATE_HZ, Samples, SpeechError, speak

HERE = Path(__file__).parent
LEAD_S = 0.5  # silence before the first and after the last word
TURN_GAPS_S = (0.8, 1.0, 0.7, 1.2, 0.9, 0.6)  # between turns, in this order, again and again
SENTENCE_GAP_S = 0.35  # inside a turn
BIT_RATE = 40_000
CHARACTERS_PER_S = 4.3  # of Chinese speech, for estimated times
SENTENCE_END = re.compile(r"(?<=[.?!])\s+|(?<=[。？！])")
LABEL = "Synthetic demo, practice of March 2020, not medical advice."


class ScriptError(Exception):
    """A script is missing or wrong; the message names it and the place."""


@dataclass(frozen=True, kw_only=True)
class Cue:
    """One sentence of one speaker, in seconds from the start."""

    start_s: float
    end_s: float
    speaker: str
    text: str
    english: str | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One sentence to be timed, and the silence before it."""

    speaker: str
    text: str
    gap_s: float
    english: str | None = None


def sentences(text: str) -> list[str]:
    """Split at sentence ends; a decimal point is none."""
    return [part.strip() for part in SENTENCE_END.split(text.strip()) if part.strip()]


def script_names() -> list[str]:
    """Name the sessions that have a script."""
    return sorted(path.name.removesuffix(".script.toml") for path in HERE.glob("*.script.toml"))


def read_script(name: str) -> dict[str, Any]:
    """Read ``<name>.script.toml``. Raises `ScriptError` where that fails."""
    path = HERE / f"{name}.script.toml"
    if not path.exists():
        raise ScriptError(f"no {path.name} here; scripts: {', '.join(script_names())}")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ScriptError(f"{path.name}: {error}") from error


def lines(script: dict[str, Any]) -> Iterator[Line]:
    """Give the script's sentences in order, each with the gap before it."""
    gaps = cycle(TURN_GAPS_S)
    for number, turn in enumerate(script["turns"], start=1):
        spoken = sentences(turn["text"])
        english = sentences(turn["en"]) if "en" in turn else [None] * len(spoken)
        if len(english) != len(spoken):
            raise ScriptError(f"turn {number}: {len(spoken)} sentences, {len(english)} in English")
        turn_gap_s = LEAD_S if number == 1 else turn.get("gap_s") or next(gaps)
        for index, (text, other) in enumerate(zip(spoken, english, strict=True)):
            gap_s = SENTENCE_GAP_S if index else turn_gap_s
            yield Line(speaker=turn["speaker"], text=text, gap_s=gap_s, english=other)


def voiced(script: dict[str, Any]) -> tuple[list[Cue], Samples]:
    """Speak a script: its cues with true times, and the whole audio."""
    blocks: list[Samples] = []
    cues: list[Cue] = []
    position = 0
    for line in lines(script):
        voice = script["voices"].get(line.speaker)
        if voice is None:
            raise ScriptError(f"no voice for the speaker {line.speaker!r}")
        samples = speak(spoken_form(line.text, script["say"]), **voice)
        gap = silence(line.gap_s)
        start, position = position + len(gap), position + len(gap) + len(samples)
        blocks += [gap, samples]
        cue = Cue(
            start_s=start / SAMPLE_RATE_HZ,
            end_s=position / SAMPLE_RATE_HZ,
            speaker=line.speaker,
            text=line.text,
        )
        cues.append(cue)
    return cues, np.concatenate([*blocks, silence(LEAD_S)])


def estimated(script: dict[str, Any]) -> list[Cue]:
    """Time a script by its length, without speaking it."""
    cues: list[Cue] = []
    position_s = 0.0
    for line in lines(script):
        start_s = position_s + line.gap_s
        position_s = start_s + len(re.findall(r"\w", line.text)) / CHARACTERS_PER_S
        cue = Cue(
            start_s=start_s,
            end_s=position_s,
            speaker=line.speaker,
            text=line.text,
            english=line.english,
        )
        cues.append(cue)
    return cues


def spoken_form(text: str, say: dict[str, str]) -> str:
    """Replace what a voice would read wrongly."""
    for written, spoken in say.items():
        text = text.replace(written, spoken)
    return text


def silence(duration_s: float) -> Samples:
    """Give `duration_s` of silence."""
    return np.zeros(round(duration_s * SAMPLE_RATE_HZ), dtype=np.float32)


def write_audio(path: Path, samples: Samples) -> None:
    """Write mono Opus."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libopus", rate=SAMPLE_RATE_HZ, layout="mono")
        stream.bit_rate = BIT_RATE
        pcm = (samples * 32767).astype(np.int16)[np.newaxis]
        frame = AudioFrame.from_ndarray(pcm, "s16", "mono")
        frame.sample_rate = SAMPLE_RATE_HZ
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


def clock(time_s: float, point: str) -> str:
    """Format as ``00:01:02.345``, with `point` before the milliseconds."""
    seconds, milliseconds = divmod(round(time_s * 1000), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{milliseconds:03}"


def write_vtt(path: Path, cues: Iterable[Cue]) -> None:
    """Write WebVTT with voice tags."""
    _write_subtitles(
        path, cues, f"WEBVTT\n\nNOTE {LABEL}\n\n", ".", lambda cue: f"<v {cue.speaker}>{cue.text}"
    )


def write_srt(path: Path, cues: Iterable[Cue]) -> None:
    """Write SubRip, the speaker before a full-width colon."""
    _write_subtitles(path, cues, "", ",", lambda cue: f"{cue.speaker}：{cue.text}")


def _write_subtitles(
    path: Path, cues: Iterable[Cue], head: str, point: str, text: Callable[[Cue], str]
) -> None:
    blocks = (
        f"{number}\n{clock(cue.start_s, point)} --> {clock(cue.end_s, point)}\n{text(cue)}\n"
        for number, cue in enumerate(cues, start=1)
    )
    path.write_text(head + "\n".join(blocks), encoding="utf-8")


def write_rttm(path: Path, name: str, cues: Iterable[Cue]) -> None:
    """Write who speaks when, under numbered labels as a diarizer gives them."""
    labels: dict[str, str] = {}
    rows = []
    for speaker, group in groupby(cues, key=lambda cue: cue.speaker):
        turn = list(group)
        label = labels.setdefault(speaker, f"SPEAKER_{len(labels):02}")
        start_s, length_s = turn[0].start_s, turn[-1].end_s - turn[0].start_s
        rows.append(f"SPEAKER {name} 1 {start_s:.2f} {length_s:.2f} <NA> <NA> {label} <NA> <NA>\n")
    path.write_text("".join(rows), encoding="utf-8")


def build(name: str) -> None:
    """Build every file of one session."""
    script = read_script(name)
    if "voices" in script:
        cues, samples = voiced(script)
        write_audio(HERE / script["audio"], samples)
        write_rttm(HERE / f"{name}.rttm", name, cues)
    else:
        cues = estimated(script)
        write_srt(HERE / f"{name}.srt", cues)
    write_vtt(HERE / f"{name}.vtt", cues)
    if labels := script.get("english"):
        counterpart = [
            Cue(start_s=cue.start_s, end_s=cue.end_s, speaker=labels[cue.speaker], text=cue.english)
            for cue in cues
            if cue.english is not None
        ]
        write_vtt(HERE / f"{name}.en.vtt", counterpart)
    print(f"{name}: {len(cues)} cues, {cues[-1].end_s:.1f} s")


def main() -> int:
    """Build the named scripts, or all; 2 where a script or a voice is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="*", default=script_names(), help="such as covid19-en")
    try:
        for name in parser.parse_args().name:
            build(name)
    except (ScriptError, SpeechError) as error:
        print(f"build.py: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
