import pytest

from curation.errors import FormatError
from curation.transcribe.formats.textgrid import read_textgrid

LONG = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 5.5
tiers? <exists>
size = 3
item []:
    item [1]:
        class = "IntervalTier"
        name = "Dr. A"
        xmin = 0
        xmax = 5.5
        intervals: size = 2
        intervals [1]:
            xmin = 0
            xmax = 1.25
            text = "He said ""no"",
and went."
        intervals [2]:
            xmin = 1.25
            xmax = 5.5
            text = ""
    item [2]:
        class = "TextTier"
        name = "clicks"
        xmin = 0
        xmax = 5.5
        points: size = 1
        points [1]:
            number = 3
            mark = "click"
    item [3]:
        class = "IntervalTier"
        name = "words"
        xmin = 0
        xmax = 5.5
        intervals: size = 1
        intervals [1]:
            xmin = 2
            xmax = 3.5
            text = "发烧"
"""
SHORT = """File type = "ooTextFile short"
"TextGrid"

0
5.5
<exists>
1
"IntervalTier"
"Host"
0
5.5
2
0
1
"one"
1
5.5
"two"
"""


def read(text: str) -> list[tuple[float, float, str, str]]:
    cues = read_textgrid(text, origin="a.TextGrid").cues
    return [(cue.start_s, cue.end_s, cue.speaker, cue.text) for cue in cues]


def test_textgrid_reads_the_long_form() -> None:
    assert read(LONG) == [
        (0.0, 1.25, "Dr. A", 'He said "no",\nand went.'),
        (2.0, 3.5, "", "发烧"),
    ]


def test_textgrid_reads_the_short_form() -> None:
    assert read(SHORT) == [(0.0, 1.0, "Host", "one"), (1.0, 5.5, "Host", "two")]


@pytest.mark.parametrize("text", [LONG, SHORT])
def test_textgrid_that_breaks_off_is_refused_wherever_it_does(text: str) -> None:
    lines = text.rstrip("\n").split("\n")
    for count in range(2, len(lines)):
        with pytest.raises(FormatError, match=r"a\.TextGrid, line \d+"):
            read("\n".join(lines[:count]))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hello", "line 1: the file breaks off"),
        (LONG.replace('"TextGrid"', '"Sound"'), "line 1: this is not a TextGrid"),
        (LONG.replace("xmax = 1.25", 'xmax = "secret"'), "line 17: a number was expected"),
        (SHORT.replace('"one"', "7"), "line 15: a quoted text was expected"),
    ],
)
def test_textgrid_says_which_line_is_broken(text: str, message: str) -> None:
    with pytest.raises(FormatError, match=message) as caught:
        read(text)
    assert "secret" not in str(caught.value)
