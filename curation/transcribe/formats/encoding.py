"""Text files in the encodings that hospitals' programs write."""

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

from curation.errors import FormatError
from curation.files import require_file

BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
CANDIDATES = ["utf_16_le", "utf_16_be", "gb18030", "big5", "cp1252"]


def read_text(path: Path) -> str:
    """The file's text, its encoding found out, its lines ended by `\\n`.

    Raises
    ------
    InputError
        when there is no such file, or it is empty.
    FormatError
        when it is not text in any encoding known here.
    """
    data = require_file(path).read_bytes()
    return decode(data, origin=str(path)).replace("\r\n", "\n").replace("\r", "\n")


def decode(data: bytes, *, origin: str) -> str:
    """Text from bytes: by its byte-order mark, else UTF-8, else the likeliest encoding."""
    encoding = next((name for bom, name in BOMS.items() if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        best = from_bytes(data, cp_isolation=CANDIDATES).best() if encoding == "utf-8" else None
        text = str(best) if best else "\0"
    if "\0" in text:
        raise FormatError(f"{origin} is not text in a known encoding; save it as UTF-8")
    return text
