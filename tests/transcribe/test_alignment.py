import numpy as np
import pytest

from curation.model import join_words
from curation.transcribe.alignment import Piece, align


def piece(text: str, start_s: float | None = None, end_s: float | None = None) -> Piece:
    return Piece(text=text, start_s=start_s, end_s=end_s, probability=0.9 if end_s else None)


def test_alignment_joins_pieces_of_one_word() -> None:
    pieces = [piece(" He", 1, 2), piece(" lop", 2, 3), piece("inavir", 3, 4), piece(".", 4, 4.1)]
    words = align(" He lopinavir.", pieces, start_s=1, end_s=5)
    assert [(word.text, word.start_s, word.end_s) for word in words] == [
        ("He", 1, 2),
        ("lopinavir.", 2, 4.1),
    ]
    assert {(word.timing, word.probability) for word in words} == {("measured", 0.9)}


def test_alignment_splits_a_piece_of_several_characters() -> None:
    words = align(
        "发烧。好", [piece("发烧", 0, 2), piece("。", 2, 2), piece("好", 3, 4)], start_s=0, end_s=4
    )
    assert [(word.text, word.start_s, word.end_s, word.timing) for word in words] == [
        ("发", 0, 1, "estimated"),
        ("烧。", 1, 2, "estimated"),
        ("好", 3, 4, "measured"),
    ]


def test_alignment_keeps_english_in_chinese_whole() -> None:
    pieces = [piece("用", 0, 1), piece("lop", 1, 2), piece("inavir", 2, 3), piece("吗", 3, 4)]
    words = align("用lopinavir吗", pieces, start_s=0, end_s=4)
    assert [word.text for word in words] == ["用", "lopinavir", "吗"]


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_alignment_estimates_what_has_no_time(missing: int) -> None:
    pieces = [piece("take", 0, 1), piece("400", 1, 2), piece("daily", 2, 3)]
    pieces[missing] = piece(pieces[missing].text)
    words = align("take 400 daily", pieces, start_s=0, end_s=3)
    assert [(word.start_s, word.end_s) for word in words] == [(0, 1), (1, 2), (2, 3)]
    assert [word.timing == "estimated" for word in words] == [n == missing for n in range(3)]
    assert words[missing].probability is None


def test_alignment_passes_over_pieces_that_are_not_in_the_text() -> None:
    words = align(
        "one two", [piece("one", 0, 1), piece("uh", 1, 2), piece("two", 2, 3)], start_s=0, end_s=3
    )
    assert [(word.start_s, word.timing) for word in words] == [(0, "measured"), (2, "measured")]


def test_alignment_gives_plain_numbers_and_lawful_words() -> None:
    odd = [
        Piece(text="a", start_s=np.float64(-0.2), end_s=np.float64(1), probability=np.float32(1.2)),
        Piece(text="b", start_s=np.float64(2), end_s=np.float64(1.5), probability=np.float32(-1)),
    ]
    words = align("a b", odd, start_s=0, end_s=3)
    assert [(word.start_s, word.end_s, word.probability) for word in words] == [
        (0, 1, 1),
        (2, 2, 0),
    ]
    assert {type(word.end_s) for word in words} == {float}


def test_alignment_of_many_words_is_whole() -> None:
    text = " ".join(f"w{number}" for number in range(20_000))
    pieces = [piece(f" w{number}", number, number + 1) for number in range(20_000)]
    words = align(text, pieces, start_s=0, end_s=20_000)
    assert join_words(tuple(words)) == text
    assert words[-1].start_s == 19_999
