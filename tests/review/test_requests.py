import json
from pathlib import Path
from typing import Any

import pytest

from curation.errors import ConflictError, CurationError, InputError, UnknownItemError
from curation.model import DoseStatement, EntitySpan, QAPair, Session
from curation.review.requests import answer
from curation.workbench import Workbench
from tests.review.sample import DEMO, add_session


def ask(bench: Workbench, word: str, **fields: Any) -> dict[str, Any]:
    """The answer as the page receives it."""
    body: dict[str, Any] = json.loads(json.dumps(answer(bench, word, fields).body))
    return body


def verdict(bench: Workbench, target: str, verdict: str, version: int = 0, **changes: Any) -> Any:
    return ask(
        bench, "decide", target=target, verdict=verdict, version=version, changes=changes, seconds=1
    )


def test_requests_library_counts_states(bench: Workbench, drug: EntitySpan, pair: QAPair) -> None:
    verdict(bench, drug.id, "accept")
    verdict(bench, pair.id, "skip")
    (row,) = ask(bench, "library")["sessions"]
    assert row["counts"] == {"decided": 1, "open": 3, "flagged": 1}
    assert (row["title"], row["languages"], row["duration_s"]) == ("A session", ["en"], 9.0)


def test_requests_library_leaves_out_sessions_without_transcript(bench: Workbench) -> None:
    bench.store.put_session(Session(id="later"))
    assert [row["id"] for row in ask(bench, "library")["sessions"]] == ["s"]


def test_requests_open_gives_words_and_queue(bench: Workbench, drug: EntitySpan) -> None:
    body = ask(bench, "open", session="s")
    transcript = body["transcript"]
    assert transcript["text"][3] == "chloroquine"
    assert len(transcript["start_s"]) == len(transcript["text"]) == len(transcript["space"])
    assert [turn[2] for turn in transcript["turns"]] == ["Asker", "Expert"]
    assert body["items"][0]["id"] == drug.id
    assert body["items"][0]["reason"] == "negated_drug"
    assert body["recording"]["state"] == "none"


def test_requests_open_shows_what_decisions_made_of_a_candidate(
    bench: Workbench, drug: EntitySpan
) -> None:
    verdict(bench, drug.id, "accept", assertion="stopped")
    item = next(i for i in ask(bench, "open", session="s")["items"] if i["id"] == drug.id)
    assert item["fields"]["assertion"] == "stopped"
    assert item["extracted"]["assertion"] == "absent"
    assert item["standing"][0]["reviewer"] == "tester"


def test_requests_open_counts_candidates_of_other_revisions(bench: Workbench) -> None:
    old = bench.transcript("s")
    newer = bench.store.entities("s")[0]
    values = {name: getattr(newer, name) for name in newer.__dataclass_fields__}
    values |= {"id": "new", "transcript": "s/r0002"}
    from curation.store.transcripts import save_transcript

    words = {name: getattr(old, name) for name in old.__dataclass_fields__}
    save_transcript(bench.settings.transcripts, type(old)(**{**words, "revision": 2}))
    bench.store.put_candidates("s/r0002", [EntitySpan(**values)])
    body = ask(bench, "open", session="s")
    assert body["transcript"]["key"] == "s/r0002"
    assert [item["id"] for item in body["items"]] == ["new"]
    assert body["elsewhere"] == 5


def test_requests_decide_cuts_the_text_out_of_other_words(
    bench: Workbench, drug: EntitySpan
) -> None:
    first = drug.first_word - 1
    state = verdict(bench, drug.id, "accept", first_word=first, last_word=drug.last_word)
    fields = state["fields"]
    assert fields["text"] == "give chloroquine"
    assert (fields["start_char"], fields["end_char"]) == (0, 16)


@pytest.mark.parametrize(("first_word", "last_word"), [(3, 2), (-1, 2), (0, 10_000), ("x", 2)])
def test_requests_decide_refuses_impossible_words(
    bench: Workbench, drug: EntitySpan, first_word: Any, last_word: Any
) -> None:
    with pytest.raises(InputError):
        verdict(bench, drug.id, "accept", first_word=first_word, last_word=last_word)
    assert not bench.store.decisions()


def test_requests_decide_signs_with_the_reviewer_of_the_workbench(
    bench: Workbench, drug: EntitySpan
) -> None:
    with pytest.raises(InputError):
        ask(
            bench,
            "decide",
            target=drug.id,
            verdict="accept",
            version=0,
            changes={},
            reviewer="someone else",
        )
    verdict(bench, drug.id, "accept")
    assert bench.store.decisions()[0].reviewer == "tester"


def test_requests_decide_twice_from_two_pages_is_a_conflict(
    bench: Workbench, drug: EntitySpan
) -> None:
    verdict(bench, drug.id, "accept")
    with pytest.raises(ConflictError):
        verdict(bench, drug.id, "reject")
    assert ask(bench, "item", target=drug.id)["status"] == "accepted"


def test_requests_undo_gives_the_candidate_or_nothing(bench: Workbench, drug: EntitySpan) -> None:
    verdict(bench, drug.id, "reject")
    undone = ask(bench, "undo", session="s")
    assert (undone["id"], undone["status"], undone["version"]) == (drug.id, "open", 2)
    assert ask(bench, "undo", session="s") == {"id": None}


def test_requests_clip_sends_sound(workbench: Workbench) -> None:
    session = Session(id="s", languages=("en",))
    workbench.store.put_session(session)
    turns = iter([(0.0, 5.0, "Expert", "Fever first.")])
    transcript = add_session(workbench, session, turns, DEMO / "covid19-en.opus")
    recording = ask(workbench, "open", session="s")["recording"]
    assert recording == {"id": transcript.recording_id, "state": "there"}
    given = answer(
        workbench, "clip", {"session": "s", "recording": recording["id"], "start_s": 1, "end_s": 2}
    )
    assert given.sound is not None
    assert given.sound.startswith(b"\x1aE\xdf\xa3")
    assert given.body["start_s"] == pytest.approx(1, abs=0.1)


def test_requests_go_on_without_a_missing_recording(workbench: Workbench) -> None:
    session = Session(id="s", languages=("en",))
    workbench.store.put_session(session)
    turns = iter([(0.0, 5.0, "Expert", "Fever first.")])
    add_session(workbench, session, turns, DEMO / "covid19-en.opus")
    (workbench.settings.recordings / "covid19-en.opus").unlink()
    recording = ask(workbench, "open", session="s")["recording"]
    assert recording["state"] == "missing"
    with pytest.raises(InputError, match="no such file"):
        ask(workbench, "clip", session="s", recording=recording["id"], start_s=1, end_s=2)


@pytest.mark.parametrize(
    ("word", "fields", "error"),
    [
        ("nonsense", {}, InputError),
        ("open", {"session": "gone"}, UnknownItemError),
        ("open", {}, UnknownItemError),
        ("decide", {"target": "x"}, InputError),
        ("decide", {"target": [], "verdict": 1, "version": "x", "changes": 3}, InputError),
        ("item", {"target": "gone"}, UnknownItemError),
        ("clip", {"session": "s", "recording": "r", "start_s": 0, "end_s": 1}, UnknownItemError),
        ("clip", {"session": "s", "recording": "r", "start_s": "a", "end_s": 1}, InputError),
    ],
)
def test_requests_that_make_no_sense_are_refused(
    bench: Workbench, word: str, fields: dict[str, Any], error: type[CurationError]
) -> None:
    with pytest.raises(error):
        ask(bench, word, **fields)


def test_requests_refuse_a_verdict_that_is_none(bench: Workbench, drug: EntitySpan) -> None:
    with pytest.raises(InputError):
        verdict(bench, drug.id, "undo")


def test_requests_say_when_a_transcript_file_is_gone(bench: Workbench, tmp_path: Path) -> None:
    for path in bench.settings.transcripts.rglob("*.json"):
        path.unlink()
    with pytest.raises(UnknownItemError, match="no transcript revision"):
        ask(bench, "open", session="s")


def test_requests_open_puts_the_dose_first_and_tells_the_units(
    bench: Workbench, dose: DoseStatement
) -> None:
    body = ask(bench, "open", session="d")
    item = body["items"][0]
    assert (item["id"], item["kind"], item["reason"]) == (dose.id, "dose", "implausible_dose")
    assert item["fields"]["frequency"] == {"times_per_day": 2, "every_hours": None, "once": False}
    assert {"mg", "g", "mcg", "tablet"} <= set(body["units"])


def test_requests_decide_a_dose_and_count_it(bench: Workbench, dose: DoseStatement) -> None:
    state = verdict(bench, dose.id, "accept", amount=[250, 500])
    assert state["status"] == "edited"
    assert state["fields"]["amount"] == [250, 500]
    assert state["fields"]["implausible"] is False
    rows = {row["id"]: row["counts"] for row in ask(bench, "library")["sessions"]}
    assert rows["d"] == {"decided": 1, "open": 1, "flagged": 0}
