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


def agreement(heard: str, said: str) -> float:
    sounds = load_sounds("sounds_en")
    return float(sounds.agreement(sounds.encode([heard]), sounds.encode([said]))[0])


def test_sounds_that_are_alike_agree_more() -> None:
    assert agreement("bad", "bad") > agreement("bed", "bad") > agreement("ped", "bad")
    assert agreement("ped", "bad") > agreement("sed", "bad")
    assert agreement("bad", "bad") > 0 > agreement("", "bad")


def test_sounds_of_longer_names_agree_more() -> None:
    assert agreement("metformin", "metformin") > agreement("met", "met")


def test_sounds_are_the_same_beside_longer_ones() -> None:
    sounds = load_sounds("sounds_en")
    beside = sounds.agreement(
        sounds.encode(["met", "metformin"]), sounds.encode(["mat", "lisinopril"])
    )
    assert beside[0] == pytest.approx(agreement("met", "mat"))
