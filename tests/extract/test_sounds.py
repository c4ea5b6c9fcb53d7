"""How spelling sounds, and how alike sounds are."""

import pytest

from curation.extract.sounds import load_sounds


@pytest.mark.parametrize(
    ("spelled", "sounds"),
    [
        ("pharmacy", "farmasi"),
        ("knight", "nit"),
        ("quick", "kwik"),
        ("zone", "zon"),
        ("the", "Ta"),
        ("action", "akSon"),
        ("", ""),
        ("don't", "dont"),
    ],
)
def test_sounds_follow_the_rules(spelled: str, sounds: str) -> None:
    assert load_sounds("sounds_en").of_word(spelled) == sounds


def test_sounds_of_words_do_not_know_where_words_end() -> None:
    sounds = load_sounds("sounds_en")
    assert sounds.of_words(["lies", "in", "april"]) == "lisinapril"
    assert sounds.of_words(["los", "sart"]) == sounds.of_words(["lossart"])


def test_sounds_that_are_alike_cost_less() -> None:
    sounds = load_sounds("sounds_en")

    def likeness(heard: str, name: str) -> float:
        return float(sounds.likeness(sounds.encode([heard]), sounds.encode([name]))[0])

    assert likeness("bad", "bad") == 1
    assert 1 > likeness("bed", "bad") > likeness("pad", "bad") > likeness("sad", "bad")
    assert likeness("", "bad") == 0


def test_sounds_are_the_same_beside_longer_ones() -> None:
    sounds = load_sounds("sounds_en")
    alone = sounds.likeness(sounds.encode(["met"]), sounds.encode(["mat"]))
    beside = sounds.likeness(
        sounds.encode(["met", "metformin"]), sounds.encode(["mat", "lisinopril"])
    )
    assert beside[0] == pytest.approx(alone[0])
