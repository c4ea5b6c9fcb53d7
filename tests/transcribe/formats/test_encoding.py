from pathlib import Path

import pytest

from curation.errors import FormatError, InputError
from curation.transcribe.formats.encoding import read_text

CHINESE = "主持人：各位老师晚上好，欢迎参加今天的线上交流。\n专家：我们一般用洛匹那韦。\n" * 3
TRADITIONAL = "主持人：各位老師晚上好，歡迎參加今天的線上交流。\n專家：我們一般用洛匹那韋。\n" * 3
FRENCH = (
    "Modérateur: Bonsoir à tous, merci d’être là. Le traitement a été arrêté après 3 jours.\n" * 3
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "utf-16"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "utf-16-be"),
        (CHINESE, "gb18030"),
        (TRADITIONAL, "big5"),
        (FRENCH, "cp1252"),
        (FRENCH, "utf-16"),
        ("plain\n", "ascii"),
    ],
)
def test_encoding_is_found_out(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "talk.txt"
    path.write_bytes(text.encode(encoding))
    assert read_text(path) == text


def test_encoding_does_not_matter_to_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_bytes(b"a\r\nb\rc\n")
    assert read_text(path) == "a\nb\nc\n"


@pytest.mark.parametrize("data", [bytes(range(256)), b"RIFF\x00\x00\x00\x00WAVE" * 10])
def test_encoding_of_what_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "talk.vtt"
    path.write_bytes(data)
    with pytest.raises(FormatError, match="save it as UTF-8"):
        read_text(path)


def test_encoding_of_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "talk.vtt"
    path.touch()
    with pytest.raises(InputError, match="is empty"):
        read_text(path)
