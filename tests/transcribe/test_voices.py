from pathlib import Path

import pytest

from curation.errors import FormatError
from curation.transcribe.voices import find_rttm, read_rttm

RTTM = """\
;; made by hand
SPEAKER talk 1 0.00 4.00 <NA> <NA> A <NA> <NA>
SPKR-INFO talk 1 <NA> <NA> <NA> unknown A <NA> <NA>
SPEAKER talk 1 4.50 5.50 <NA> <NA> B <NA> <NA>
"""


def test_voices_are_read_from_rttm(tmp_path: Path) -> None:
    path = tmp_path / "talk.rttm"
    path.write_text(RTTM)
    assert find_rttm(tmp_path / "talk.opus") == path
    assert find_rttm(tmp_path / "other.opus") is None
    assert [(voice.start_s, voice.end_s, voice.speaker) for voice in read_rttm(path)] == [
        (0.0, 4.0, "A"),
        (4.5, 10.0, "B"),
    ]


@pytest.mark.parametrize("line", ["SPEAKER talk 1 0.0", "SPEAKER talk 1 now 2 <NA> <NA> A"])
def test_voices_say_which_line_is_malformed(tmp_path: Path, line: str) -> None:
    path = tmp_path / "talk.rttm"
    path.write_text(f"{RTTM}{line}\n")
    with pytest.raises(FormatError, match=r"talk\.rttm, line 5"):
        read_rttm(path)


def test_voices_are_none_in_an_rttm_file_without_speakers(tmp_path: Path) -> None:
    path = tmp_path / "talk.rttm"
    path.write_text(";; nobody yet\n")
    assert read_rttm(path) == ()
