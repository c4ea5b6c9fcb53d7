import pytest

from curation.transcribe.formats.text import read_text_lines


def read(text: str) -> list[tuple[float, float, str, str]]:
    cues = read_text_lines(text, origin="a.txt").cues
    return [(cue.start_s, round(cue.end_s, 2), cue.speaker, cue.text) for cue in cues]


def test_text_without_times_takes_as_long_as_to_say() -> None:
    assert read("Host: Good evening to you\n\n专家：您好，大家好啊谢\nand so on") == [
        (0.0, 1.28, "Host", "Good evening to you"),
        (pytest.approx(1.28, abs=0.01), 2.92, "专家", "您好，大家好啊谢"),
        (pytest.approx(2.92, abs=0.01), 3.48, "专家", "and so on"),
    ]


def test_text_with_times_ends_where_the_next_line_starts() -> None:
    text = "[00:00:02] A: One two three four\n(00:03.500) B: Two\n1:00:00 A: Three\n"
    assert read(text) == [
        (2.0, 3.2, "A", "One two three four"),
        (3.5, 3.74, "B", "Two"),
        (3600.0, 3600.4, "A", "Three"),
    ]


def test_text_ends_a_long_line_at_the_next_time() -> None:
    assert read(f"00:00 A: {'word ' * 100}\n00:05 B: no")[0][:2] == (0.0, 5.0)
