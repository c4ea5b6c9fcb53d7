import random

import pytest

from curation.transcribe.cues import Cue, assemble
from curation.transcribe.repeats import loops_in
from curation.transcribe.rules import load_rules
from curation.transcribe.stretches import stretches
from curation.transcribe.words import speaking_time_s, spread

BEFORE = "We gave the first dose in the evening and waited until the morning."


@pytest.mark.parametrize(
    "loop",
    [
        "no " * 12,
        "the dose " * 6,
        "and then we stopped it " * 4,
        "We do not recommend three antiviral drugs at the same time. " * 2,
        "谢谢" * 8,
        "我们一般不推荐这样用。" * 3,
    ],
)
def test_loops_in_finds_text_that_follows_itself(loop: str) -> None:
    words = [*spread(BEFORE, 0.0, 5.0), *spread(loop, 5.0, 5.0 + speaking_time_s(loop))]
    words += spread("After that she was better.", 60.0, 62.0)
    (flag,) = loops_in(words, load_rules())
    assert flag.kind == "loop"
    assert flag.start_s == pytest.approx(5.0, abs=0.01)
    assert flag.end_s == pytest.approx(5.0 + speaking_time_s(loop), abs=0.5)


@pytest.mark.parametrize(
    "text",
    [
        BEFORE,
        "Yes, yes, yes, that is right.",
        "very very very very high",
        "twice a day, twice a day, not three times a day",
        "对对对对，是这样。",
        "这个药，这个药我们不用。",
    ],
)
def test_loops_in_lets_talk_repeat_itself(text: str) -> None:
    assert loops_in(spread(text, 0.0, speaking_time_s(text)), load_rules()) == ()


def test_loops_in_finds_text_that_says_the_same_in_other_orders() -> None:
    draw = random.Random(1)  # noqa: S311
    words = ["the", "patient", "was", "given", "that", "dose"]
    text = " ".join(" ".join(draw.sample(words, len(words))) for _ in range(16))
    (flag,) = loops_in(spread(text, 0.0, 28.0), load_rules())
    assert flag.note.startswith("much the same")


def test_loops_in_finds_loops_in_imported_transcripts() -> None:
    cues = [
        Cue(text="And then we went home.", start_s=float(at), end_s=at + 1.5, where="", speaker="")
        for at in range(0, 20, 2)
    ]
    speech = assemble(cues, origin="talk.vtt")
    assert [flag.kind for flag in speech.flags] == ["loop"]
    assert speech.flags[0].end_s == 19.5


def test_stretches_end_where_the_sum_has_fallen() -> None:
    scores = [-1, 1, 1, -0.5, 1, -2, 1, -9, 3]
    found = list(stretches(scores, at_least=2, part=1))
    assert found == [(1, 5, 2.5), (8, 9, 3)]
    assert list(stretches([], at_least=1, part=1)) == []
