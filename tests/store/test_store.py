"""The contract that every store keeps, on SQLite and on a real PostgreSQL server."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from curation.errors import ConflictError, DuplicateError, InputError, UnknownItemError
from curation.model import (
    Concept,
    Decision,
    DoseStatement,
    EntitySpan,
    Frequency,
    Participant,
    QAPair,
    Recording,
    Release,
    Run,
    Session,
)
from curation.store import Change, Store, open_store

TRANSCRIPT = "s1/r0001"
SESSION = Session(
    id="s1",
    title="早期 COVID-19 经验",
    held_on=date(2020, 3, 24),
    languages=("zh", "en"),
    participants=(Participant(name="专家", role="expert", country="中国"),),
)
RECORDING = Recording(
    id="rec1",
    session_id="s1",
    path="recordings/s1/talk.flac",
    sha256="a" * 64,
    duration_s=12.5,
    sample_rate_hz=16_000,
    channels=1,
)
ENTITY = EntitySpan(
    id="e1",
    transcript=TRANSCRIPT,
    first_word=3,
    last_word=4,
    start_char=0,
    end_char=4,
    text="阿比多尔",
    label="DRUG",
    concept=Concept(
        system="DrugBank", code="DB13609", display="umifenovir", names={"zh": "阿比多尔"}
    ),
    assertion="advised_against",
    source="curation_vocabulary@1",
)
PAIR = QAPair(
    id="p1",
    transcript=TRANSCRIPT,
    question=Run(first_word=0, last_word=5),
    answers=(Run(first_word=6, last_word=9), Run(first_word=12, last_word=20)),
    question_text="用阿比多尔吗？",
    answer_text="不建议。",
    language="zh",
    entities=("e1",),
)
DOSE = DoseStatement(
    id="s1",
    transcript=TRANSCRIPT,
    first_word=7,
    last_word=9,
    start_char=0,
    end_char=5,
    text="200毫克",
    amount=(100.0, 200.0),
    unit="mg",
    ucum="mg",
    drug="阿比多尔",
    entity="e1",
    frequency=Frequency(times_per_day=3.0),
    source="dosage@1",
)
RELEASE = Release(
    version=1,
    title="First",
    created_at=datetime(2026, 1, 2, tzinfo=UTC),
    created_by="tester",
    item_ids=("p1",),
    content_sha256="b" * 64,
)


def decision(version: int, **fields: object) -> Decision:
    values: dict[str, object] = {
        "id": f"d{version}",
        "target_id": "e1",
        "verdict": "accept",
        "reviewer": "tester",
        "decided_at": datetime(2026, 1, 1, 12, version, tzinfo=UTC),
        "version": version,
    }
    return Decision(**{**values, **fields})  # type: ignore[arg-type]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'workbench.db'}"
    found: str = request.getfixturevalue("postgresql_url")
    return found


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    opened.put_session(SESSION)
    yield opened
    opened.close()


@pytest.fixture
def filled(store: Store) -> Store:
    store.put_candidates(TRANSCRIPT, [ENTITY, PAIR])
    return store


def test_session_comes_back_as_it_went_in(store: Store) -> None:
    assert store.session("s1") == SESSION
    assert store.sessions() == (SESSION,)


def test_session_is_replaced_whole(store: Store) -> None:
    renamed = replace(SESSION, title="Early practice", participants=())
    store.put_session(renamed)
    assert store.sessions() == (renamed,)


def test_unknown_session_names_the_known_ones(store: Store) -> None:
    with pytest.raises(UnknownItemError, match=r"'nowhere'.*known sessions: s1"):
        store.session("nowhere")


def test_recording_is_found_by_session_and_by_hash(store: Store) -> None:
    store.add_recording(RECORDING)
    assert store.recordings("s1") == (RECORDING,)
    assert store.recordings("s2") == ()
    assert store.recording_with_hash("a" * 64) == RECORDING
    assert store.recording_with_hash("c" * 64) is None


def test_same_recording_twice_is_refused_and_changes_nothing(store: Store) -> None:
    store.add_recording(RECORDING)
    with pytest.raises(DuplicateError, match=r"talk\.flac was added before"):
        store.add_recording(replace(RECORDING, id="rec2"))
    assert store.recordings() == (RECORDING,)


def test_recording_of_an_unknown_session_is_refused(store: Store) -> None:
    with pytest.raises(UnknownItemError, match="'s9'"):
        store.add_recording(replace(RECORDING, session_id="s9"))


def test_candidates_come_back_in_spoken_order(store: Store) -> None:
    later = replace(ENTITY, id="a0", first_word=9, last_word=9)
    change = store.put_candidates(TRANSCRIPT, [later, PAIR, ENTITY])
    assert change == Change(added=3, kept=0, withdrawn=0)
    assert store.entities("s1") == (ENTITY, later)
    assert store.pairs() == (PAIR,)
    assert store.candidate("p1") == PAIR


def test_doses_are_candidates_like_others(store: Store) -> None:
    store.put_candidates(TRANSCRIPT, [DOSE, ENTITY, PAIR])
    assert store.doses("s1") == store.doses() == (DOSE,)
    assert store.doses("s2") == ()
    assert store.candidate("s1") == DOSE
    assert store.candidates("s1") == (PAIR, ENTITY, DOSE)
    event = decision(1, target_id="s1", verdict="edit", after={"amount": 200.0})
    store.decide(event)
    assert store.decisions(target_id="s1") == (event,)
    store.put_candidates(TRANSCRIPT, [])
    assert store.candidates() == (DOSE,)


def test_extracting_again_adds_nothing(filled: Store) -> None:
    change = filled.put_candidates(TRANSCRIPT, [ENTITY, PAIR])
    assert change == Change(added=0, kept=2, withdrawn=0)
    assert filled.entities() == (ENTITY,)


def test_new_extraction_withdraws_only_what_nobody_decided_on(filled: Store) -> None:
    filled.decide(decision(1))
    change = filled.put_candidates(TRANSCRIPT, [])
    assert change == Change(added=0, kept=0, withdrawn=1)
    assert filled.entities() == (ENTITY,)
    assert filled.pairs() == ()


def test_new_extraction_updates_only_what_nobody_decided_on(filled: Store) -> None:
    filled.decide(decision(1))
    better = [replace(ENTITY, score=0.5), replace(PAIR, score=0.5)]
    filled.put_candidates(TRANSCRIPT, better)
    assert filled.candidate("e1") == ENTITY
    assert filled.candidate("p1") == better[1]


def test_candidates_of_an_unknown_session_are_refused(store: Store) -> None:
    with pytest.raises(UnknownItemError, match="'s9'"):
        store.put_candidates("s9/r0001", [ENTITY])


def test_unknown_candidate_is_said_so(store: Store) -> None:
    with pytest.raises(UnknownItemError, match="'e9'"):
        store.candidate("e9")


def test_decisions_are_kept_in_order(filled: Store) -> None:
    events = (
        decision(1),
        decision(2, verdict="edit", after={"label": "SYMPTOM"}, before={"label": "DRUG"}),
        decision(3, verdict="undo", undoes="d2", note="看错了", seconds=1.5),
    )
    for event in events:
        filled.decide(event)
    assert filled.decisions() == events
    assert filled.decisions(session_id="s1", target_id="e1") == events
    assert filled.decisions(session_id="s2") == ()
    assert filled.decisions(target_id="p1") == ()


@pytest.mark.parametrize("version", [1, 3])
def test_decision_on_an_outdated_state_is_a_conflict(filled: Store, version: int) -> None:
    filled.decide(decision(1))
    with pytest.raises(ConflictError, match="e1"):
        filled.decide(decision(version, id="other", reviewer="second"))
    assert filled.decisions() == (decision(1),)


def test_decision_on_an_unknown_candidate_is_refused(filled: Store) -> None:
    with pytest.raises(UnknownItemError, match="'e9'"):
        filled.decide(decision(1, target_id="e9"))


def test_of_many_who_decide_at_once_one_wins_and_the_rest_are_told(url: str, filled: Store) -> None:
    def decide(number: int) -> None:
        own = open_store(url)
        try:
            own.decide(decision(1, id=f"by{number}", reviewer=f"r{number}"))
            outcomes.append("stored")
        except ConflictError:
            outcomes.append("conflict")
        finally:
            own.close()

    outcomes: list[str] = []
    _run_together([lambda n=n: decide(n) for n in range(8)])  # type: ignore[misc]
    assert sorted(outcomes) == ["conflict"] * 7 + ["stored"]
    assert len(filled.decisions()) == 1


def test_many_who_decide_on_different_items_all_succeed(url: str, store: Store) -> None:
    targets = [replace(ENTITY, id=f"t{n}") for n in range(40)]
    store.put_candidates(TRANSCRIPT, targets)

    def decide(part: int) -> None:
        own = open_store(url)
        for target in targets[part::4]:
            own.decide(decision(1, id=f"on-{target.id}", target_id=target.id))
        own.close()

    _run_together([lambda n=n: decide(n) for n in range(4)])  # type: ignore[misc]
    assert {event.target_id for event in store.decisions()} == {t.id for t in targets}


def test_finished_release_refuses_change(store: Store) -> None:
    store.add_release(RELEASE)
    with pytest.raises(DuplicateError, match="release 1 is there already"):
        store.add_release(replace(RELEASE, title="Other"))
    assert store.releases() == (RELEASE,)


def test_all_is_there_after_reopening(url: str, filled: Store) -> None:
    filled.decide(decision(1))
    filled.add_recording(RECORDING)
    filled.close()
    again = open_store(url)
    assert again.entities() == (ENTITY,)
    assert again.decisions() == (decision(1),)
    assert again.recordings() == (RECORDING,)
    again.close()


def _run_together(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_store_refuses_a_label_that_the_review_does_not_know(store: Store) -> None:
    store.put_session(SESSION)
    device: Any = "DEVICE"
    with pytest.raises(InputError, match="'DEVICE' cannot be kept in the workbench"):
        store.put_candidates(TRANSCRIPT, [ENTITY, replace(ENTITY, id="e9", label=device)])
    assert store.entities() == ()
