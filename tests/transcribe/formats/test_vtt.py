import pytest

from curation.errors import FormatError
from curation.transcribe.formats.vtt import read_vtt

Heard = tuple[float, float, str, str]


def read(text: str) -> list[Heard]:
    cues = read_vtt(text, origin="a.vtt").cues
    return [(cue.start_s, cue.end_s, cue.speaker, cue.text) for cue in cues]


def test_vtt_reads_voices_and_passes_over_the_rest() -> None:
    text = """WEBVTT - made by a meeting

STYLE
::cue { color: red }

NOTE a remark
of two lines

intro
00:01.000 --> 00:02.500 line:0 align:start
<v.loud Dr. A &amp; co>Hello &lt;there&gt;,
<i>everyone</i>.

01:00:03.000 --> 01:00:04.000
<v B>SpO2 <93% and >60</v>
not to be missed

NOTE the end
"""
    assert read(text) == [
        (1.0, 2.5, "Dr. A & co", "Hello <there>,\neveryone."),
        (3603.0, 3604.0, "B", "SpO2 <93% and >60\nnot to be missed"),
    ]


def test_vtt_shares_a_cue_among_its_voices() -> None:
    text = "WEBVTT\n\n00:00.000 --> 00:10.000\n<v A>Yes.</v> <v B>Oh, no"
    assert read(text) == [(0.0, 4.0, "A", "Yes."), (4.0, 10.0, "B", "Oh, no")]


def test_vtt_takes_names_before_colons_where_there_are_no_voices() -> None:
    text = "WEBVTT\n\n1\n00:00.000 --> 00:01.000\nA: Hi\n\n2\n00:01.000 --> 00:02.000\nB: Ho: no"
    assert [heard[2:] for heard in read(text)] == [("A", "Hi"), ("B", "Ho: no")]


def test_vtt_reads_cues_without_a_blank_line_between_them() -> None:
    text = "WEBVTT\n00:00.000 --> 00:01.000\none\n2\n00:01.000 --> 00:02.000\ntwo"
    assert [heard[3] for heard in read(text)] == ["one", "two"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("00:00.000 --> 00:01.000\nHi", r"a\.vtt, line 1: a WebVTT file starts with WEBVTT"),
        ("WEBVTT\n\n00:00 --> 00:01.000\nHi", r"a\.vtt, line 3: the times"),
        ("WEBVTT\n\nx\n00:00.000 --> \nHi", r"a\.vtt, line 4: the times"),
        ("WEBVTT\n\n00:00.000 -> 00:01.000\nHi", "no cue in it"),
        ("WEBVTT\n", "no cue in it"),
    ],
)
def test_vtt_says_which_line_is_broken(text: str, message: str) -> None:
    with pytest.raises(FormatError, match=message) as caught:
        read(text)
    assert "Hi" not in str(caught.value)
