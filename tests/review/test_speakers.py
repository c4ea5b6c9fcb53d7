"""Who speaks, changed on the page: saved, undone, seen by all that comes after."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from curation.errors import ConflictError, CurationError
from curation.frames import pairs_frame, turns_frame
from curation.model import Participant, Session
from curation.review.requests import answer
from curation.settings import Settings
from curation.steps.release_plan import ReleaseOptions, plan_release
from curation.steps.transcribe import transcript_text
from curation.workbench import Workbench
from tests.review.sample import add_session

TURNS = (
    (0.0, 4.0, "V1", "Did you give chloroquine for the fever?"),
    (4.0, 9.0, "V2", "We did not give chloroquine. The cough got better."),
    (9.0, 12.0, "V1", "Thank you."),
)
EXPERT = Participant(name="Expert", role="expert", department="Infectious diseases")
KEY = "talk/r0001"


@pytest.fixture
def talk(workbench: Workbench) -> Workbench:
    """A session `talk` of two voices; the facts say who one of them is."""
    session = Session(
        id="talk",
        languages=("en",),
        consent="free to use",
        participants=(EXPERT, Participant(name="Host", role="host")),
        speakers={"V2": "Expert"},
    )
    workbench.store.put_session(session)
    add_session(workbench, session, iter(TURNS))
    return workbench


def ask(bench: Workbench, word: str, **fields: Any) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(json.dumps(answer(bench, word, fields).body))
    return body


def say_who(
    bench: Workbench, turn: int, name: str, *, version: int = 0, everywhere: bool = False
) -> dict[str, Any]:
    first_word = bench.transcript("talk").turns[turn].first_word
    fields = {"first_word": first_word, "name": name, "version": version, "everywhere": everywhere}
    return ask(bench, "speaker", transcript=KEY, **fields)


def names(body: dict[str, Any]) -> Sequence[str]:
    return [body["speakers"][label]["name"] for _, _, label in body["turns"]]


def undo(bench: Workbench) -> dict[str, Any]:
    return ask(bench, "undo", session="talk", transcript=KEY)


def test_speakers_page_gets_who_speaks_and_who_could(talk: Workbench) -> None:
    body = ask(talk, "open", session="talk")["transcript"]
    assert names(body) == ["V1", "Expert", "V1"]
    assert [person["name"] for person in body["people"]] == ["V1", "Expert", "Host"]
    assert (body["changed"], body["speaker_version"]) == ({}, 0)


def test_speakers_turn_is_given_to_someone(talk: Workbench) -> None:
    body = say_who(talk, 2, "Host")
    assert names(body) == ["V1", "Expert", "Host"]
    assert body["speaker_version"] == 1
    first_word = talk.transcript("talk").turns[2].first_word
    assert body["changed"] == {str(first_word): "tester"}
    (change,) = talk.store.speaker_changes("talk")
    assert (change.reviewer, change.kind, change.name) == ("tester", "assign", "Host")


def test_speakers_rename_keeps_the_part_that_the_facts_give(talk: Workbench) -> None:
    body = say_who(talk, 1, "Dr. Li", everywhere=True)
    assert names(body) == ["V1", "Dr. Li", "V1"]
    assert body["speakers"]["Dr. Li"]["role"] == "expert"
    assert [person["name"] for person in body["people"]] == ["V1", "Dr. Li", "Host"]


def test_speakers_undo_goes_through_changes_and_decisions_newest_first(talk: Workbench) -> None:
    say_who(talk, 0, "Host", everywhere=True)
    (pair,) = talk.store.pairs("talk")
    ask(talk, "decide", target=pair.id, verdict="accept", version=0, changes={}, seconds=1)
    say_who(talk, 2, "Expert", version=1)
    assert names(undo(talk)) == ["Host", "Expert", "Host"]
    assert undo(talk)["id"] == pair.id
    assert names(undo(talk)) == ["V1", "Expert", "V1"]
    assert undo(talk) == {"id": None}
    assert len(talk.store.speaker_changes("talk")) == 4


def test_speakers_undo_leaves_what_others_changed(talk: Workbench) -> None:
    say_who(talk, 2, "Host")
    values = {name: getattr(talk.settings, name) for name in talk.settings.__dataclass_fields__}
    other = Workbench(settings=Settings(**values | {"reviewer": "other"}), store=talk.store)
    assert undo(other) == {"id": None}
    say_who(other, 0, "Host", version=1)
    assert names(undo(talk)) == ["Host", "Expert", "V1"]


def test_speakers_change_on_an_outdated_state_is_a_conflict(talk: Workbench) -> None:
    say_who(talk, 2, "Host")
    with pytest.raises(ConflictError):
        say_who(talk, 0, "Host")
    assert ask(talk, "who", transcript=KEY)["speaker_version"] == 1


def test_speakers_choice_of_who_it_is_already_changes_nothing(talk: Workbench) -> None:
    assert say_who(talk, 1, "Expert")["changed_now"] is False
    assert say_who(talk, 1, " Expert ", everywhere=True)["changed_now"] is False
    assert talk.store.speaker_changes("talk") == ()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": " ", "everywhere": True}, "name is empty"),
        ({"name": "x" * 81}, "up to 80 characters"),
        ({"name": "two\nlines"}, "one line"),
        ({"name": "\u202eesrever"}, "one line"),
        ({"first_word": 3}, "no turn starts there"),
        ({"transcript": "talk"}, "reload"),
        ({"transcript": "talk/r0009"}, "no transcript revision 9"),
        ({"version": "none"}, "version"),
        ({"extra": 1}, "extra"),
    ],
)
def test_speakers_nonsense_is_refused(
    talk: Workbench, fields: dict[str, Any], message: str
) -> None:
    given = {"transcript": KEY, "first_word": 0, "name": "A", "version": 0}
    with pytest.raises(CurationError, match=message) as caught:
        answer(talk, "speaker", given | fields)
    assert "esrever" not in str(caught.value)
    assert talk.store.speaker_changes("talk") == ()


@pytest.mark.parametrize("key", ["../r1", "talk/r0009", "talk"])
def test_speakers_of_an_unknown_transcript_cannot_be_undone(talk: Workbench, key: str) -> None:
    with pytest.raises(CurationError, match=r"no session|no transcript revision|reload"):
        answer(talk, "undo", {"session": "talk", "transcript": key})


def test_speakers_show_in_exports_and_frames(talk: Workbench) -> None:
    say_who(talk, 0, "Host")
    say_who(talk, 1, "Dr. Li", version=1, everywhere=True)
    assert "<v Host>Did you give" in transcript_text(talk, "talk", "vtt")
    assert "<v Dr. Li>We did not" in transcript_text(talk, "talk", "vtt")
    transcript, session = talk.transcript("talk"), talk.session("talk")
    turns = turns_frame(transcript, session)
    assert list(turns["speaker"]) == ["Host", "Dr. Li", "V1"]
    assert list(turns["role"]) == ["host", "expert", "other"]
    pairs = pairs_frame(talk.store.pairs("talk"), [transcript], [session])
    assert list(pairs[["asked_by", "answered_by", "answer_role"]].iloc[0]) == [
        "Host",
        "Dr. Li",
        "expert",
    ]


def test_speakers_show_in_a_release(talk: Workbench) -> None:
    (pair,) = talk.store.pairs("talk")
    ask(talk, "decide", target=pair.id, verdict="accept", version=0, changes={}, seconds=1)
    say_who(talk, 1, "Dr. Li", everywhere=True)
    (released,) = plan_release(talk, ReleaseOptions(dry_run=True), ()).pairs
    assert (released.speaker, released.speaker_role) == ("Dr. Li", "expert")
    assert released.speaker_department == "Infectious diseases"


def test_speakers_file_of_a_revision_stays_as_it_was(talk: Workbench) -> None:
    path = talk.settings.transcripts / "talk" / "r0001.json"
    before = path.read_bytes()
    say_who(talk, 0, "Host")
    assert path.read_bytes() == before
