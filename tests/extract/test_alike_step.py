"""Pairs of several sessions brought together, and what their answers agree on."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from curation import frames
from curation.extract import Pipelines, vocabulary_path
from curation.model import Decision, Participant, QAPair, Session
from curation.steps.alike import alike_pairs
from curation.steps.extract import extract_session
from curation.store.transcripts import save_transcript
from curation.workbench import Workbench
from tests.extract.talks import talk

TALKS = {
    "march": [
        ("A", "What dose of methylprednisolone do you use?"),
        ("B", "We give 40 mg of methylprednisolone twice a day."),
    ],
    "april": [
        ("A", "甲泼尼龙的剂量是多少？"),
        ("B", "甲泼尼龙80毫克，一天一次。"),
    ],
    "may": [
        ("A", "How much methylprednisolone do you give?"),
        ("B", "We give 160 mg of methylprednisolone twice a day."),
        ("A", "How long is the incubation period?"),
        ("B", "About five days, in our experience."),
    ],
}
DAYS = {"march": date(2020, 3, 1), "april": date(2020, 4, 1), "may": date(2020, 5, 1)}


def put_vocabulary(workbench: Workbench, file: Path) -> None:
    path = vocabulary_path(workbench.settings.models)
    path.parent.mkdir(parents=True)
    shutil.copy(file, path)


@pytest.fixture
def spoken(workbench: Workbench, pipelines: Pipelines, vocabulary_file: Path) -> Workbench:
    """A workbench with three extracted sessions."""
    put_vocabulary(workbench, vocabulary_file)
    for name, said in TALKS.items():
        workbench.store.put_session(
            Session(
                id=name,
                held_on=DAYS[name],
                participants=(Participant(name="B", role="expert"),),
            )
        )
        save_transcript(workbench.settings.transcripts, talk(said, name))
        extract_session(workbench, name, pipelines)
    return workbench


def decide(workbench: Workbench, target: str, verdict: str, **after: object) -> None:
    workbench.store.decide(
        Decision(
            id=f"d-{target}",
            target_id=target,
            version=1,
            verdict=verdict,
            after=after,
            reviewer="R",
            decided_at=datetime(2024, 1, 1, tzinfo=UTC),
        )
    )


def pair_of(workbench: Workbench, session: str, place: int = 0) -> QAPair:
    return workbench.store.pairs(session)[place]


def test_alike_step_brings_sessions_and_languages_together(spoken: Workbench) -> None:
    (group,) = alike_pairs(spoken)
    assert [member.session for member in group.members] == ["march", "april", "may"]
    assert [member.held_on for member in group.members] == list(DAYS.values())
    assert {(member.answered_by, member.role) for member in group.members} == {("B", "expert")}
    (item,) = group.agreements
    assert (item.display, item.accord) == ("methylprednisolone", "change")
    assert [len(said.doses) for said in item.statements] == [1, 1, 1]


def test_alike_step_leaves_rejected_pairs_out(spoken: Workbench) -> None:
    decide(spoken, pair_of(spoken, "may").id, "reject")
    (group,) = alike_pairs(spoken)
    assert [member.session for member in group.members] == ["march", "april"]
    assert [item.accord for item in group.agreements] == ["agreement"]


def test_alike_step_keeps_what_a_curator_merged(spoken: Workbench) -> None:
    other = pair_of(spoken, "may", 1)
    decide(spoken, other.id, "edit", same_as=pair_of(spoken, "march").id)
    (group,) = alike_pairs(spoken)
    assert other.id in {member.pair.id for member in group.members}


def test_alike_step_reads_the_curated_wording(spoken: Workbench) -> None:
    decide(spoken, pair_of(spoken, "may").id, "edit", question_text="Where do visitors park?")
    (group,) = alike_pairs(spoken)
    assert [member.session for member in group.members] == ["march", "april"]


def test_alike_step_goes_on_without_a_transcript(spoken: Workbench) -> None:
    shutil.rmtree(spoken.settings.transcripts / "april")
    (group,) = alike_pairs(spoken)
    assert [member.answered_by for member in group.members] == ["B", "", "B"]


def test_alike_step_finds_nothing_in_an_empty_store(
    workbench: Workbench, vocabulary_file: Path
) -> None:
    put_vocabulary(workbench, vocabulary_file)
    assert alike_pairs(workbench) == ()
    assert list(frames.alike_frame(()).columns)[:3] == ["group", "likeness", "id"]
    assert frames.accord_frame(()).dtypes["held_on"].name.startswith("datetime64")


def test_alike_step_fills_frames(spoken: Workbench) -> None:
    groups = alike_pairs(spoken)
    pairs, accords = frames.alike_frame(groups), frames.accord_frame(groups)
    assert list(pairs["session"]) == ["march", "april", "may"]
    assert set(pairs["group"]) == {1}
    assert set(accords["accord"]) == {"change"}
    assert accords["doses"].str.contains("40 mg").any()


def test_cli_alike_prints_groups(spoken: Workbench) -> None:
    def run(*options: str) -> str:
        done = subprocess.run(
            [Path(sys.executable).with_name("curation"), "alike", *options],
            env={**os.environ, "CURATION_HOME": str(spoken.settings.home)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    (group,) = json.loads(run("--json"))
    assert [pair["held_on"] for pair in group["pairs"]] == [
        "2020-03-01",
        "2020-04-01",
        "2020-05-01",
    ]
    assert group["drugs"][0]["accord"] == "change"
    assert json.loads(run("--json", "--at-odds")) == [group]
    assert "methylprednisolone - change" in run()
