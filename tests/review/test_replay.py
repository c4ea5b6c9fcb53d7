import json
from pathlib import Path
from typing import Any

import pytest

from curation.errors import FormatError, InputError
from curation.model import DoseStatement, EntitySpan, QAPair
from curation.review.decide import Ruling, decide, undo
from curation.review.replay import ReplayResult
from curation.state import item_states
from curation.steps.review import replay_decisions
from curation.workbench import Workbench


def replay(bench: Workbench, tmp_path: Path, *rows: Any) -> ReplayResult:
    path = tmp_path / "decisions.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return replay_decisions(bench, path, "demo")


def row(**values: Any) -> dict[str, Any]:
    return {"session": "s", "kind": "entity", "verdict": "accept", **values}


def targets(bench: Workbench) -> set[str]:
    return {decision.target_id for decision in bench.store.decisions()}


def test_replay_finds_the_candidate_at_its_moment(
    bench: Workbench, tmp_path: Path, drug: EntitySpan
) -> None:
    moment = bench.transcript("s").words[drug.first_word].start_s
    result = replay(bench, tmp_path, row(label="DRUG", start_s=moment, note="heard twice"))
    assert result == ReplayResult(made=1, already=0, unmatched=())
    (made,) = bench.store.decisions()
    assert (made.target_id, made.reviewer, made.note) == (drug.id, "demo", "heard twice")


def test_replay_takes_the_best_overlap(bench: Workbench, tmp_path: Path, drug: EntitySpan) -> None:
    words = bench.transcript("s").words
    start_s, end_s = words[drug.first_word].start_s - 0.4, words[drug.last_word].end_s - 0.1
    replay(bench, tmp_path, row(start_s=start_s, end_s=end_s))
    assert targets(bench) == {drug.id}


def test_replay_twice_does_nothing_twice(bench: Workbench, tmp_path: Path, pair: QAPair) -> None:
    rows = (
        row(match="all", label="DRUG"),
        row(kind="pair", start_s=0, verdict="edit", after={"topics": ["antivirals"]}),
        row(match="all", text="fever", verdict="edit", after={"assertion": "asked"}),
    )
    assert replay(bench, tmp_path, *rows) == ReplayResult(made=4, already=0, unmatched=())
    before = bench.store.decisions()
    assert replay(bench, tmp_path, *rows) == ReplayResult(made=0, already=4, unmatched=())
    assert bench.store.decisions() == before
    assert item_states(before)[pair.id].status == "edited"


def test_replay_decides_again_what_was_undone(
    bench: Workbench, tmp_path: Path, drug: EntitySpan
) -> None:
    rows = [row(match="all", text="CHLOROQUINE")]
    replay(bench, tmp_path, *rows)
    undo(bench.store, "demo")
    assert replay(bench, tmp_path, *rows) == ReplayResult(made=1, already=1, unmatched=())


def test_replay_stands_beside_another_reviewer(
    bench: Workbench, tmp_path: Path, drug: EntitySpan
) -> None:
    decide(bench.store, drug.id, Ruling(verdict="reject", reviewer="a", version=0))
    replay(bench, tmp_path, row(match="all", label="DRUG"))
    assert item_states(bench.store.decisions())[drug.id].conflict


@pytest.mark.parametrize(
    "lost",
    [
        row(start_s=1000),
        row(start_s=0, label="CONDITION"),
        row(start_s=0, text="aspirin"),
        row(session="gone", start_s=0),
        row(session="gone", match="all", text="fever"),
    ],
)
def test_replay_lists_what_it_cannot_find_and_goes_on(
    bench: Workbench, tmp_path: Path, lost: dict[str, Any]
) -> None:
    result = replay(bench, tmp_path, lost, "", row(match="all", text="fever"))
    assert result.made == 1
    (line,) = result.unmatched
    assert "line 1" in line
    assert "aspirin" not in line


@pytest.mark.parametrize(
    "broken",
    [
        "{not json",
        "[]",
        row(),
        row(start_s=1, verdict="undo"),
        row(start_s=1, kind="drug"),
        row(start_s=5, end_s=4),
        row(start_s=1, verdict="edit"),
        row(start_s=1, after={"assertion": "asked"}),
        row(start_s=1, verdict="edit", after={"score": 1}),
        row(start_s=1, verdict="edit", kind="pair", after={"assertion": "asked"}),
        row(start_s=1, surprise=1),
    ],
)
def test_replay_names_a_broken_line_and_does_nothing(
    bench: Workbench, tmp_path: Path, broken: Any
) -> None:
    with pytest.raises(FormatError, match=r"decisions\.jsonl, line 2"):
        replay(bench, tmp_path, row(match="all", text="fever"), broken)
    assert not bench.store.decisions()


def test_replay_names_the_line_of_an_edit_that_does_not_fit(
    bench: Workbench, tmp_path: Path
) -> None:
    with pytest.raises(FormatError, match="line 1"):
        replay(
            bench,
            tmp_path,
            row(match="all", text="fever", verdict="edit", after={"assertion": "perhaps"}),
        )


def test_replay_needs_a_file_in_utf8(bench: Workbench, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        replay_decisions(bench, tmp_path / "gone.jsonl")
    path = tmp_path / "gbk.jsonl"
    path.write_bytes("发热".encode("gbk"))
    with pytest.raises(FormatError, match="UTF-8"):
        replay_decisions(bench, path)


def test_replay_finds_a_dose_by_its_moment_and_by_its_words(
    bench: Workbench, tmp_path: Path, dose: DoseStatement
) -> None:
    moment = bench.transcript("d").words[dose.first_word].start_s
    edit = row(session="d", kind="dose", start_s=moment, verdict="edit", after={"amount": 500})
    accept = row(session="d", kind="dose", text="5000 MG twice a day", match="all")
    assert replay(bench, tmp_path, edit, accept).made == 1  # accepting agrees with the edit
    assert {decision.after["amount"] for decision in bench.store.decisions()} == {500}
