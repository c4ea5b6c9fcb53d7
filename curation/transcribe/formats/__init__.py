"""Transcripts in other programs' formats, known by their file's ending."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from curation.errors import FormatError
from curation.model import Transcript
from curation.transcribe.cues import Cues
from curation.transcribe.formats.chat_csv import read_chat_csv
from curation.transcribe.formats.encoding import read_text
from curation.transcribe.formats.srt import read_srt, write_srt
from curation.transcribe.formats.text import read_text_lines, write_text
from curation.transcribe.formats.textgrid import read_textgrid
from curation.transcribe.formats.vtt import read_vtt, write_vtt
from curation.transcribe.formats.whisper_json import read_whisper_json, write_whisper_json


class Reader(Protocol):
    def __call__(self, text: str, *, origin: str) -> Cues: ...


READERS: Mapping[str, Reader] = {
    ".csv": read_chat_csv,
    ".json": read_whisper_json,
    ".srt": read_srt,
    ".textgrid": read_textgrid,
    ".tsv": read_chat_csv,
    ".txt": read_text_lines,
    ".vtt": read_vtt,
}
WRITERS: Mapping[str, Callable[[Transcript], str]] = {
    "json": write_whisper_json,
    "srt": write_srt,
    "txt": write_text,
    "vtt": write_vtt,
}


def read_cues(path: Path) -> Cues:
    """The cues of a transcript file in any known format and encoding.

    Raises
    ------
    InputError
        when there is no such file, or it is empty.
    FormatError
        when it is malformed, naming the place, or its format is not known.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise FormatError(
            f"{path} is in no transcript format known here; give one of: {' '.join(READERS)}"
        )
    return reader(read_text(path), origin=str(path))
