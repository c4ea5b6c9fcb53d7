import pytest

from curation.errors import FormatError
from curation.transcribe.formats.chat_csv import read_chat_csv


def read(text: str) -> list[tuple[float, str, str]]:
    cues = read_chat_csv(text, origin="a.csv").cues
    return [(cue.start_s, cue.speaker, cue.text) for cue in cues]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("time,name,message\n00:01:30,A,Hi\n01:00:00.5,B,Ho\n", [90, 3600.5]),
        ("Time;Sender;Text\n1:30;A;Hi\n2:00;B;Ho\n", [90, 120]),
        ("start\tspeaker\ttext\n12.5\tA\tHi\n13\tB\tHo\n", [12.5, 13]),
        ("时间,昵称,内容\n2020-03-24 20:00:05,A,Hi\n2020-03-25 00:00:05,B,Ho\n", [0, 14400]),
        (
            "id,timestamp,from,x,content\n1,2020/03/24 20:00,A,,Hi\n2,2020/03/24 20:01,B,,Ho\n",
            [0, 60],
        ),
        ("time,name,message\n2020-03-24T20:00:05Z,A,Hi\n2020-03-24T21:00:05+01:00,B,Ho\n", [0, 0]),
    ],
)
def test_chat_csv_reads_columns_and_times(text: str, times: list[float]) -> None:
    assert read(text) == [(times[0], "A", "Hi"), (times[1], "B", "Ho")]


def test_chat_csv_reads_messages_of_several_lines() -> None:
    text = 'time,name,message\n0:01,A,"One, ""two"",\nthree"\n\n0:09,B,Four\n'
    assert read(text)[0] == (1, "A", 'One, "two",\nthree')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b,c\n1,2,3\n", "line 1: there is no column for time and name and message"),
        ("time,name\n1,A\n", "line 1: there is no column for message"),
        ("time,name,message\nnoon,A,secret\n", "line 2: the time cannot be read"),
        ("time,name,message\n1,A,Hi\n99,B\n", "line 3: columns are missing"),
        ('time,name,message\n1,A,"secret\n', "the quotes of this CSV do not close"),
        ("time,name,message\n1,A,secret\n2020-03-24 20:00,B,Ho\n", "some times have a date"),
    ],
)
def test_chat_csv_says_which_line_is_broken(text: str, message: str) -> None:
    with pytest.raises(FormatError, match=message) as caught:
        read(text)
    assert "secret" not in str(caught.value)
