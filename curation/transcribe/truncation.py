"""Whether a sound file is all there, by what its container says and libav does not tell."""

import struct
from pathlib import Path

RIFF_HEADER = struct.Struct("<4sI")  # a WAV file's first bytes: its kind, the size that follows
RIFF_UNKNOWN_SIZES = (0, 0xFFFFFFFF)  # left by programs that write a stream
ID3_HEADER = struct.Struct(">3s3x4B")  # of an MP3's titles and pictures: kind, size in 7-bit bytes
MP3_FIRST_FRAME = 1024  # bytes; the tag that says the length stands in it
MP3_LENGTH_TAGS = (b"Xing", b"Info", b"VBRI")
OGG_PAGE = b"OggS"
OGG_MAX_PAGE = 65_307  # bytes
OGG_FLAGS_AT, OGG_LAST_PAGE = 5, 0x04  # a page's flags, and the one of a stream's last page


def promised_share(path: Path, container: str) -> float:
    """How many times its size a file says it has: more than 1 when a WAV is truncated.

    libav takes a WAV's length from its size.
    """
    if container != "wav":
        return 1.0
    name, promised = RIFF_HEADER.unpack(_read(path, 0, RIFF_HEADER.size))
    if name != b"RIFF" or promised in RIFF_UNKNOWN_SIZES:
        return 1.0
    whole: int = promised + RIFF_HEADER.size
    return max(1.0, whole / path.stat().st_size)


def says_its_length(path: Path, container: str) -> bool:
    """Whether the length that libav gives was read in the file, and not guessed by bit rate."""
    if container == "mp3":
        name, *sizes = ID3_HEADER.unpack(_read(path, 0, ID3_HEADER.size))
        size = sum(part << shift for part, shift in zip(sizes, (21, 14, 7, 0), strict=True))
        start = ID3_HEADER.size + size if name == b"ID3" else 0
        return any(tag in _read(path, start, MP3_FIRST_FRAME) for tag in MP3_LENGTH_TAGS)
    return container != "aac"


def breaks_off(path: Path, container: str) -> bool:
    """Whether an Ogg file lacks the page that says it is the last; libav takes any for it."""
    if container != "ogg":
        return False
    tail = _read(path, max(0, path.stat().st_size - OGG_MAX_PAGE), OGG_MAX_PAGE)
    flags = tail[tail.rfind(OGG_PAGE) :][OGG_FLAGS_AT : OGG_FLAGS_AT + 1]
    return not flags or not flags[0] & OGG_LAST_PAGE


def _read(path: Path, start: int, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(size)
