"""SubRip (SRT), with the speaker before a colon."""

from curation.model import Transcript
from curation.transcribe.cues import Cue, Cues
from curation.transcribe.formats.captions import ARROW, blocks, plain, timestamp
from curation.transcribe.formats.lines import caption_lines
from curation.transcribe.formats.speakers import split_speakers


def read_srt(text: str, *, origin: str) -> Cues:
    """The cues of an SRT file; text after a blank line still belongs to its cue.

    Raises
    ------
    FormatError
    """
    found = [(block, plain("\n".join(block.lines))) for block in blocks(text, origin=origin)]
    split = split_speakers([spoken for _, spoken in found])
    return Cues(
        cues=tuple(
            Cue(
                start_s=block.start_s,
                end_s=block.end_s,
                text=rest,
                speaker=speaker,
                where=block.where,
            )
            for (block, _), (speaker, rest) in zip(found, split, strict=True)
        )
    )


def write_srt(transcript: Transcript) -> str:
    """The transcript as SRT, each line with its speaker."""
    parts: list[str] = []
    for number, line in enumerate(caption_lines(transcript), start=1):
        speaker = f"{line.speaker}: " if line.speaker else ""
        start = timestamp(line.start_s, comma=True)
        end = timestamp(line.end_s, comma=True)
        parts += [str(number), f"{start} {ARROW} {end}", f"{speaker}{line.text}", ""]
    return "\n".join(parts)
