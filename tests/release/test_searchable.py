import pytest

from curation.release.searchable import (
    MAX_PHRASE_TOKENS,
    MAX_PHRASES,
    MAX_TOKEN_LENGTH,
    loosened,
    mentions,
    phrases,
    searchable,
    tokens,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("COVID-19, naïve!", ["covid", "19", "naive"]),
        ("干咳两周", ["干", "咳", "两", "周"]),
        ("用Kaletra治疗", ["用", "kaletra", "治", "疗"]),
        ("ＣＴ　检查", ["ct", "检", "查"]),
        ("咳嗽與發熱", ["咳", "嗽", "与", "发", "热"]),  # traditional script
        ("\U00020000字", ["\U00020000", "字"]),
        ("😷 --' \" ; \x00 \ud800", []),
        ("", []),
    ],
)
def test_searchable_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_searchable_tokens_are_short_enough_for_any_index() -> None:
    assert tokens("x" * 10_000) == ["x" * MAX_TOKEN_LENGTH]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("lopinavir", (("lopinavir",),)),
        ("What did you do about the cough?", (("cough",),)),
        ("covid-19 fever", (("covid", "19"), ("fever",))),
        ("咳嗽 发热", (("咳", "嗽"), ("发", "热"))),
        ("用Kaletra治疗", (("用",), ("kaletra",), ("治", "疗"))),
        ("fever FEVER", (("fever",),)),
        ('"a" OR (b* NEAR c) -- ; DROP', (("b",), ("near",), ("c",), ("drop",))),
        ("the 😷 ''", ()),
    ],
)
def test_searchable_phrases(query: str, expected: tuple[tuple[str, ...], ...]) -> None:
    assert phrases(query) == expected


def test_searchable_phrases_of_a_long_query_are_few() -> None:
    assert len(phrases(" ".join(f"w{i}" for i in range(5_000)))) == MAX_PHRASES
    assert len(phrases("咳" * 10_000)[0]) == MAX_PHRASE_TOKENS


def test_searchable_loosened_takes_words_and_twos() -> None:
    found = loosened(phrases("lopinavir/the/ritonavir 咳嗽怎么办 药"))
    assert found == (
        ("lopinavir",),
        ("ritonavir",),
        ("咳", "嗽"),
        ("嗽", "怎"),
        ("怎", "么"),
        ("么", "办"),
        ("药",),
    )


def test_searchable_line_keeps_characters_apart() -> None:
    assert searchable(["Cough", "咳嗽"]) == "cough 咳 嗽"


@pytest.mark.parametrize(
    ("query", "texts", "expected"),
    [
        ("coughing", ["Cough"], True),
        ("咳嗽", ["cough", "咳嗽"], True),
        ("lopinavir", ["lopinavir/ritonavir"], True),
        ("lop", ["lopinavir"], False),
        ("short breath", ["shortness of breath"], True),
        ("fever", ["cough"], False),
    ],
)
def test_searchable_mentions(query: str, texts: list[str], expected: bool) -> None:
    assert mentions(phrases(query), texts) is expected
