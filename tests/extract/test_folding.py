"""Folded text has one spelling and the same positions."""

import pytest

from curation.extract.folding import fold, is_chinese


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Non-Productive COUGH", "non productive cough"),
        ("lopinavir/ritonavir", "lopinavir ritonavir"),
        ("Addison’s", "addison's"),
        ("發燒、咳嗽", "发烧、咳嗽"),
        ("ＣＯＶＩＤ", "covid"),
        ("tab\there", "tab here"),
    ],
)
def test_fold_makes_spellings_one(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "text",
    [
        "İstanbul ﬁbrosis ß",
        "🤒 fever 👩‍⚕️",
        "e\u0301pine\u0301phrine",
        "متلازمة السعال",
        "a\x00b\x1bc",
        "發燒\u200b了",
    ],
)
def test_fold_keeps_every_position(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("我们用 lopinavir 和 ritonavir 治疗，每天两次", True),
        ("We used 激素 in severe cases", False),
        ("激素怎么用？", True),
        ("", False),
        ("…", False),
        ("السعال", False),
    ],
)
def test_is_chinese_goes_by_what_prevails(text: str, chinese: bool) -> None:
    assert is_chinese(text) == chinese
