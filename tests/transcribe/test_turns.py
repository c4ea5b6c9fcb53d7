import pytest

from curation.model import Word
from curation.transcribe.turns import LONG_TURN_S, TURN_PAUSE_S, turns_of


def words_at(*spans: tuple[float, float], text: str = "so") -> list[Word]:
    return [Word(text=text, start_s=start, end_s=end) for start, end in spans]


def bounds(words: list[Word], speakers: list[str]) -> list[tuple[int, int, str]]:
    return [(turn.first_word, turn.last_word, turn.speaker) for turn in turns_of(words, speakers)]


def test_turns_change_with_the_speaker_and_not_with_a_pause() -> None:
    words = words_at((0, 1), (9, 10), (10, 11), (11, 12))
    assert bounds(words, ["A", "A", "B", "A"]) == [(0, 1, "A"), (2, 2, "B"), (3, 3, "A")]


@pytest.mark.parametrize(("pause_s", "turns"), [(TURN_PAUSE_S - 0.1, 1), (TURN_PAUSE_S + 0.1, 2)])
def test_turns_of_unknown_speakers_change_at_pauses(pause_s: float, turns: int) -> None:
    words = words_at((0, 1), (1 + pause_s, 3 + pause_s))
    assert len(turns_of(words, ["", ""])) == turns


def test_turns_of_unknown_speakers_end_with_a_sentence_when_they_are_long() -> None:
    words = words_at(*((second, second + 1) for second in range(100)), text="end.")
    first, *_ = turns_of(words, [""] * 100)
    assert len(first) == LONG_TURN_S + 1


def test_turns_of_no_words_are_none() -> None:
    assert turns_of([], []) == ()
