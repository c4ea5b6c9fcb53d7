"""Numbers as they are spoken and written."""

import pytest

from curation.extract.digits import plain
from curation.extract.numbers import find_numbers


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "zero point seven five to one point five", [0.75, 1.5]),
        ("en", "four hundred one hundred", [400, 100]),
        ("en", "two hundred and fifty thousand units", [250_000]),
        ("en", "one and a half tablets, half a tablet, a quarter of a tablet", [1.5, 0.5, 0.25]),
        (
            "en",
            "seven fifty, sixteen hundred, twenty-five, point one twenty five",
            [750, 1600, 25, 0.125],
        ),
        ("en", "five hundred three times, 400 three times, 5 million", [500, 3, 400, 3, 5e6]),
        ("en", "1/2 tablet, 1 1/2 tablets, ½, 1½", [0.5, 1.5, 0.5, 1.5]),
        ("en", "1-2, 1,000, 0,5, 10,000.5", [1, 2, 1000, 0.5, 10000.5]),
        ("en", "７５ and ٧٥ and ७५", [75, 75, 75]),
        ("en", "COVID-19, B12, the 23rd, 1.2.3", []),
        ("en", "q8h and x3", [8, 3]),
        ("zh", "一百二十 一百五 零点七五 两百 十二点五", [120, 150, 0.75, 200, 12.5]),
        ("zh", "500万单位 五百万单位 八十万 两万五千", [5_000_000, 5_000_000, 800_000, 25_000]),
        ("zh", "半片 四分之一片 3分之一", [0.5, 0.25, 0.333333]),
        ("zh", "第一天 某一支", []),
        ("zh", "０．２克", [0.2]),
    ],
)
def test_numbers_are_read(language: str, text: str, values: list[float]) -> None:
    assert [number.low for number in find_numbers(plain(text), language)] == values


@pytest.mark.parametrize(
    ("language", "text", "ends"),
    [("zh", "两三片", (2, 3)), ("en", "three four times a day", (3, 4)), ("zh", "三五天", (3, 5))],
)
def test_numbers_said_in_a_row_are_a_range(
    language: str, text: str, ends: tuple[float, float]
) -> None:
    (number,) = find_numbers(plain(text), language)
    assert (number.low, number.high) == ends


@pytest.mark.parametrize("text", ["５０ mg — 1／2 😀 ٣", "甲強龍４０毫克～８０毫克", "½ ² İ ß"])
def test_numbers_plain_keeps_every_place(text: str) -> None:
    assert len(plain(text)) == len(text)
