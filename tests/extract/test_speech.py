"""Who may ask and who may answer."""

import pytest

from curation.extract import Pipelines
from curation.extract.speech import GIVEN, GUESSED, UNKNOWN, stretches
from curation.extract.turns import read_turns
from curation.model import Participant, Session
from tests.extract.talks import talk

SAID = [("one", "Did you use steroids?"), ("two", "We did."), ("three", "I see.")]
EXPERT = Participant(name="two", role="expert")
MAPPED = Participant(name="Expert", role="expert")


@pytest.mark.parametrize(
    ("session", "answering", "trust"),
    [
        (Session(id="s1", participants=(EXPERT,)), ["two"], GIVEN),
        (Session(id="s1", participants=(MAPPED,), speakers={"two": "Expert"}), ["two"], GIVEN),
        (Session(id="s1", participants=(MAPPED,)), ["one", "two", "three"], GUESSED),
    ],
)
def test_speech_knows_parts(
    session: Session, answering: list[str], trust: float, pipelines: Pipelines
) -> None:
    found = stretches(read_turns(talk(SAID), pipelines), session)
    assert [stretch.speaker for stretch in found if stretch.answers] == answering
    assert {stretch.trust for stretch in found} == {trust}


def test_speech_of_an_interpreter_neither_asks_nor_answers(pipelines: Pipelines) -> None:
    people = (EXPERT, Participant(name="three", role="interpreter"))
    said = [*SAID[:2], ("three", "Did you use steroids?")]
    found = stretches(read_turns(talk(said), pipelines), Session(id="s1", participants=people))
    assert (found[2].asks, found[2].answers) == (False, False)


def test_speech_of_nobody_known_is_trusted_least(pipelines: Pipelines) -> None:
    found = stretches(
        read_turns(talk([("", text) for _, text in SAID]), pipelines), Session(id="s")
    )
    assert {stretch.trust for stretch in found} == {UNKNOWN}
