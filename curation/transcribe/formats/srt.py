"""SubRip (SRT), with the speaker before a colon."""

from collections.abc import Sequence

from curation.model import Transcript
from curation.transcribe.cues import Cue, Cues
from curation.transcribe.formats.captions import ARROW, blocks, escaped, plain, timestamp
from curation.transcribe.formats.lines import caption_lines
from curation.transcribe.formats.marks import marked, split_marks, unless_lost
from curation.transcribe.formats.speakers import split_speakers


def read_srt(text: str, *, origin: str) -> Cues:
    """The cues of an SRT file; text after a blank line still belongs to its cue.

    Raises
    ------
    FormatError
    """
    found = [(block, plain("\n".join(block.lines))) for block in blocks(text, origin=origin)]
    texts = [spoken for _, spoken in found]
    split: Sequence[tuple[str, str, int | None]] = split_marks(texts) or [
        (speaker, rest, None) for speaker, rest in split_speakers(texts)
    ]
    return Cues(
        cues=tuple(
            Cue(
                start_s=block.start_s,
                end_s=block.end_s,
                text=rest,
                speaker=speaker,
                where=block.where,
                turn=turn,
            )
            for (block, _), (speaker, rest, turn) in zip(found, split, strict=True)
        )
    )


def write_srt(transcript: Transcript) -> str:
    """The transcript as SRT, each line with its speaker."""
    return unless_lost(_written, read_srt, transcript)


def _written(transcript: Transcript, *, marks: bool) -> str:
    parts: list[str] = []
    turn = -1
    for number, line in enumerate(caption_lines(transcript), start=1):
        start = timestamp(line.start_s, comma=True)
        end = timestamp(line.end_s, comma=True)
        if marks:
            new_turn = line.turn != turn
            text = marked(escaped(line.speaker), escaped(line.text), new_turn=new_turn)
        else:
            text = f"{line.speaker}: {line.text}" if line.speaker else line.text
        parts += [str(number), f"{start} {ARROW} {end}", text, ""]
        turn = line.turn
    return "\n".join(parts)
