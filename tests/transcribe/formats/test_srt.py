import pytest

from curation.errors import FormatError
from curation.transcribe.formats.srt import read_srt


def read(text: str) -> list[tuple[float, float, str, str]]:
    cues = read_srt(text, origin="a.srt").cues
    return [(cue.start_s, cue.end_s, cue.speaker, cue.text) for cue in cues]


def test_srt_reads_speakers_of_both_languages() -> None:
    text = """1
00:00:01,000 --> 00:00:02,500
主持人：<b>请提问</b>。

2
00:00:03.000 --> 00:00:04,5
{\\an8}Dr. Li: At 10:30, please.

3
0:00:05,000 --> 0:00:06,000
Dr. Li: Note this:
two at once.

And after a blank line.

4
01:00:05,000 --> 01:00:06,000 X1:40
2020

"""
    assert read(text) == [
        (1.0, 2.5, "主持人", "请提问。"),
        (3.0, 4.5, "Dr. Li", "At 10:30, please."),
        (5.0, 6.0, "Dr. Li", "Note this:\ntwo at once.\n\nAnd after a blank line."),
        (3605.0, 3606.0, "Dr. Li", "2020"),
    ]


def test_srt_does_not_take_every_colon_for_a_speaker() -> None:
    cue = "{0}\n00:00:0{0},000 --> 00:00:0{0},900\n{1}\n"
    said = ["We gave two drugs.", "Note: take it with food.", "It helped.", "We stopped then."]
    heard = read("\n".join(cue.format(number, text) for number, text in enumerate(said, 1)))
    assert [(speaker, text) for _, _, speaker, text in heard] == [("", text) for text in said]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1\n00:00:01 --> 00:00:02\nHi", r"a\.srt, line 2: the times"),
        ("1\n00:00:01,000 --> later\nHi", r"a\.srt, line 2: the times"),
        ("just text", "no cue in it"),
    ],
)
def test_srt_says_which_line_is_broken(text: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        read(text)
