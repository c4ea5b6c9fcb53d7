"""WebVTT, with speakers as voices (`<v Name>`) or before a colon."""

import html
import re
from collections.abc import Iterator
from itertools import pairwise, takewhile

from curation.errors import FormatError
from curation.model import Transcript
from curation.transcribe.cues import Cue, Cues
from curation.transcribe.formats.captions import ARROW, Block, blocks, escaped, plain, timestamp
from curation.transcribe.formats.lines import caption_lines
from curation.transcribe.formats.speakers import split_speakers

_TURN = re.compile(r"turn-(\d+)\.\d+")  # the name of a cue of ours
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")


def read_vtt(text: str, *, origin: str) -> Cues:
    """The cues of a WebVTT file.

    Raises
    ------
    FormatError
    """
    if not text.startswith("WEBVTT"):
        raise FormatError(f"{origin}, line 1: a WebVTT file starts with WEBVTT; add that line")
    found = [cue for block in blocks(text, origin=origin) for cue in _voices(block)]
    told = all(cue.turn is not None for cue in found)
    if not told and not any(cue.speaker for cue in found):
        split = split_speakers([cue.text for cue in found])
        found = [
            Cue(start_s=cue.start_s, end_s=cue.end_s, text=rest, speaker=speaker, where=cue.where)
            for cue, (speaker, rest) in zip(found, split, strict=True)
        ]
    return Cues(cues=tuple(found))


def _voices(block: Block) -> Iterator[Cue]:
    """A block's cues, one a voice; several voices share its time by their length."""
    text = "\n".join(takewhile(str.strip, block.lines))
    before, *voiced = _VOICE.split(text)
    parts = [("", before), *zip(voiced[::2], voiced[1::2], strict=True)]
    spoken = [(html.unescape(name).strip(), plain(part)) for name, part in parts]
    spoken = [(name, part) for name, part in spoken if part]
    total = sum(len(part) for _, part in spoken)
    edges, done = [block.start_s], 0
    for _, part in spoken:
        done += len(part)
        edges.append(block.start_s + (block.end_s - block.start_s) * done / total)
    told = _TURN.fullmatch(block.name)
    turn = int(told[1]) if told else None
    for (name, part), (start_s, end_s) in zip(spoken, pairwise(edges), strict=True):
        yield Cue(
            start_s=start_s, end_s=end_s, text=part, speaker=name, where=block.where, turn=turn
        )


def write_vtt(transcript: Transcript) -> str:
    """The transcript as WebVTT with voices, in cues of a readable length.

    Cues are named by their turns (`turn-3.1`), so that these are told apart when it is read.
    """
    parts = ["WEBVTT", ""]
    for number, line in enumerate(caption_lines(transcript)):
        voice = f"<v {escaped(line.speaker)}>" if line.speaker else ""
        parts += [
            f"turn-{line.turn}.{number}",
            f"{timestamp(line.start_s)} {ARROW} {timestamp(line.end_s)}",
            f"{voice}{escaped(line.text)}",
            "",
        ]
    return "\n".join(parts)
