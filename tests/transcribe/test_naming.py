import pytest

from curation.transcribe.naming import name_speakers
from curation.transcribe.voices import Voice
from curation.transcribe.words import spread


def voices(*spans: tuple[float, float, str]) -> list[Voice]:
    return [
        Voice(start_s=start_s, end_s=end_s, speaker=speaker) for start_s, end_s, speaker in spans
    ]


def test_naming_gives_whole_phrases_to_a_speaker() -> None:
    words = [*spread("Is it safe?", 0, 4.2), *spread("Yes, in small doses.", 4.2, 9)]
    assert name_speakers(words, voices((0, 4, "A"), (4, 9, "B"))) == [*"AAABBBB"]


def test_naming_may_change_at_a_pause_without_punctuation() -> None:
    words = [*spread("is it safe", 0, 2), *spread("yes", 3, 4)]
    assert name_speakers(words, voices((0, 2, "A"), (3, 4, "B"))) == [*"AAAB"]


def test_naming_goes_on_where_nobody_is_heard() -> None:
    words = [*spread("Um.", 0, 1), *spread("Hello.", 2, 3), *spread("So.", 20, 21)]
    assert name_speakers(words, voices((2, 3, "A"))) == ["", "A", "A"]
    assert name_speakers(words, []) == ["", "", ""]
    assert name_speakers([], voices((2, 3, "A"))) == []
    words += spread("Yes.", 22, 23)
    for first, second in ("AB", "BA"):
        named = name_speakers(words, voices((2, 3, first), (22, 23, second)))
        assert named == ["", first, first, second]


@pytest.mark.parametrize(
    "texts", [("Did it help?", "No.", "Not at all?"), ("有效吗？", "没有。", "都没有？")]
)
def test_naming_hears_a_short_answer_between_two_sentences(texts: tuple[str, str, str]) -> None:
    times = ((0, 2), (2.1, 2.4), (2.5, 5))
    parts = [list(spread(text, *at)) for text, at in zip(texts, times, strict=True)]
    named = name_speakers(
        [word for part in parts for word in part],
        voices((0, 2, "A"), (2.05, 2.45, "B"), (2.5, 5, "A")),
    )
    expected = [["A", "B", "A"][number] for number, part in enumerate(parts) for _ in part]
    assert named == expected


def test_naming_finds_turns_in_words_without_punctuation_and_pauses() -> None:
    said = ("did it help", "no not really", "all right then")
    words = [word for n, text in enumerate(said) for word in spread(text, n * 1.5, n * 1.5 + 1.5)]
    heard = voices((0, 1.5, "A"), (1.5, 3.0, "B"), (3.0, 4.5, "A"))
    assert name_speakers(words, heard) == [*"AAABBBAAA"]


def test_naming_passes_over_a_voice_that_flickers_inside_a_phrase() -> None:
    words = list(spread("We gave a low dose for three days.", 0, 4))
    heard = voices((0, 1.5, "A"), (1.5, 1.9, "B"), (1.9, 4, "A"))
    assert name_speakers(words, heard) == ["A"] * 8


def test_naming_splits_a_phrase_that_two_speakers_share() -> None:
    words = list(spread("we waited a week before we did more did you see the child again.", 0, 7))
    named = name_speakers(words, voices((0, 4, "A"), (4, 7, "B")))
    assert named[0] == "A" and named[-1] == "B"
    assert named.count("A") == 8
