import math

import pytest

from curation.errors import FormatError
from curation.transcribe.cues import Cue, assemble


def cue(start_s: float, end_s: float, text: str = "yes", speaker: str = "") -> Cue:
    return Cue(start_s=start_s, end_s=end_s, text=text, speaker=speaker, where="line 7")


def test_cues_become_words_in_order_of_time() -> None:
    speech = assemble([cue(5, 6, "later", "B"), cue(1, 2, "first", "A")], origin="a.vtt")
    assert [word.text for word in speech.words] == ["first", "later"]
    assert [turn.speaker for turn in speech.turns] == ["A", "B"]
    assert speech.flags == ()


def test_cues_that_overlap_are_flagged() -> None:
    speech = assemble([cue(0, 10), cue(4, 6), cue(9.95, 12)], origin="a.vtt")
    assert [(flag.kind, flag.start_s, flag.end_s) for flag in speech.flags] == [("overlap", 4, 6)]


@pytest.mark.parametrize(
    ("start_s", "end_s", "message"),
    [(3, 2, "ends before it starts"), (-1, 2, "starts before 0"), (math.nan, 2, "or never")],
)
def test_cues_with_impossible_times_are_refused(start_s: float, end_s: float, message: str) -> None:
    with pytest.raises(FormatError, match=rf"a\.vtt, line 7: .*{message}"):
        assemble([cue(0, 1), cue(start_s, end_s)], origin="a.vtt")


@pytest.mark.parametrize("cues", [[], [cue(0, 1, " \n")]])
def test_cues_without_text_are_refused(cues: list[Cue]) -> None:
    with pytest.raises(FormatError, match="no spoken text"):
        assemble(cues, origin="a.vtt")
