from pathlib import Path

import pytest

from curation.errors import FormatError
from curation.transcribe.voices import Voice, find_rttm, name_speakers, read_rttm
from curation.transcribe.words import spread

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


def test_voices_name_whole_phrases() -> None:
    words = [*spread("Is it safe?", 0, 4.2), *spread("Yes, in small doses.", 4.2, 9)]
    voices = [
        Voice(start_s=0, end_s=4, speaker="A"),
        Voice(start_s=4, end_s=9, speaker="B"),
    ]
    assert name_speakers(words, voices) == ["A", "A", "A", "B", "B", "B", "B"]


def test_voices_may_change_at_a_pause_without_punctuation() -> None:
    words = [*spread("is it safe", 0, 2), *spread("yes", 3, 4)]
    voices = [Voice(start_s=0, end_s=2, speaker="A"), Voice(start_s=3, end_s=4, speaker="B")]
    assert name_speakers(words, voices) == ["A", "A", "A", "B"]


def test_voices_go_on_where_nobody_is_heard() -> None:
    words = [*spread("Um.", 0, 1), *spread("Hello.", 2, 3), *spread("So.", 20, 21)]
    assert name_speakers(words, [Voice(start_s=2, end_s=3, speaker="A")]) == ["", "A", "A"]
    assert name_speakers(words, []) == ["", "", ""]
