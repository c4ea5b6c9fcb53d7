import json
import re
from pathlib import Path

import pytest

from curation.extract.wording import is_safe, propose

DIALOGUES = Path(__file__).parent / "dialogues"


@pytest.mark.parametrize(
    ("language", "spoken", "written"),
    [
        ("en", "Um, so we, we usually give uh 400 milligrams.", "We usually give 400 milligrams."),
        ("en", "well you know the the patients do well", "The patients do well"),
        ("en", "We start early. Mm-hmm. Then we taper.", "We start early. Then we taper."),
        ("en", "We give it, you know, twice a day.", "We give it, twice a day."),
        ("en", "It is very very important.", "It is very very important."),
        ("en", "No, no, we never do that.", "No, no, we never do that."),
        ("en", "two two milligrams er per kilo", "Two two milligrams per kilo"),
        (
            "en",
            "Do you know what kind of mask they use?",
            "Do you know what kind of mask they use?",
        ),
        ("en", "I like it as well.", "I like it as well."),
        ("en", "We had had two cases.", "We had had two cases."),
        ("zh", "嗯，那个，我们一般呢，我们一般用这个药啊。", "我们一般用这个药。"),
        ("zh", "给了，给了400毫克。", "给了400毫克。"),
        ("zh", "慢慢减量，天天查血。嗯。好的。", "慢慢减量，天天查血。"),
        ("zh", "那么这个药的剂量是多少呢？", "那么这个药的剂量是多少呢？"),
        ("zh", "没有没有，我们没有用。", "没有没有，我们没有用。"),
        ("zh", "这个病人那个时候没有发烧。", "这个病人那个时候没有发烧。"),
        ("it", "Ehm, allora, diamo due compresse.", "Ehm, allora, diamo due compresse."),
        ("en", "Um.", "Um."),
    ],
)
def test_wording_leaves_out_what_only_speech_needs(
    language: str, spoken: str, written: str
) -> None:
    assert propose(spoken, language) == written


@pytest.mark.parametrize(
    ("language", "spoken", "proposal"),
    [
        ("en", "We give 400 milligrams twice a day.", "We give milligrams twice a day."),
        ("en", "We do not give steroids.", "We do give steroids."),
        ("en", "We give 2 mg per kilo.", "We give 2 mg."),
        ("en", "We give steroids.", "We usually give steroids."),
        ("en", "Give it early, then stop.", "Then stop. Give it early."),
        ("zh", "不要用激素。", "要用激素。"),
        ("zh", "每次400毫克，一天三次。", "每次400毫克，一天次。"),
        ("zh", "用三天。", "用三天，再看。"),
        ("en", "Um.", ""),
    ],
)
def test_wording_that_changes_a_fact_or_adds_a_word_is_not_safe(
    language: str, spoken: str, proposal: str
) -> None:
    assert not is_safe(spoken, proposal, language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_wording_adds_nothing_and_keeps_every_figure_in_whole_dialogues(language: str) -> None:
    rows = (DIALOGUES / f"{language}_dev.jsonl").read_text("utf-8").splitlines()
    changed = 0
    for row in rows:
        spoken = json.loads(row)["text"]
        proposal = propose(spoken, "zh" if re.search(r"[\u4e00-\u9fff]", spoken) else "en")
        changed += proposal != spoken
        assert re.findall(r"\d+", proposal) == re.findall(r"\d+", spoken)
        rest = iter(spoken.casefold())
        assert all(letter in rest for letter in proposal.casefold() if letter.isalnum())
    assert changed > len(rows) / 20
