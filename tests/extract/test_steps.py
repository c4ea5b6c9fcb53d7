"""Extraction from the workbench's transcripts into its store."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from curation.errors import UnknownItemError
from curation.extract import Pipelines, vocabulary_path
from curation.extract.added import FOLDER, add_source
from curation.extract.repairs import suggest_repairs
from curation.model import Decision, Session
from curation.steps.extract import Repairs, build_vocabulary, extract_session, open_repairs
from curation.steps.transcribe import IMPORTED
from curation.store.transcripts import save_transcript
from curation.workbench import Workbench
from tests.extract.talks import talk

SAID = [("A", "Did you use steroids?"), ("B", "No. We gave oxygen for the dry cough.")]


@pytest.fixture
def spoken(workbench: Workbench) -> Workbench:
    """A workbench with one transcribed session."""
    workbench.store.put_session(Session(id="s1"))
    save_transcript(workbench.settings.transcripts, talk(SAID))
    return workbench


def test_extract_session_fills_the_store_once(spoken: Workbench, pipelines: Pipelines) -> None:
    done = extract_session(spoken, "s1", pipelines)
    assert done.transcript == "s1/r0001"
    assert spoken.store.entities("s1") == done.found.entities
    assert spoken.store.pairs("s1") == done.found.pairs
    count = len(done.found.entities) + len(done.found.pairs)
    assert (done.change.added, done.change.kept, done.change.withdrawn) == (count, 0, 0)
    again = extract_session(spoken, "s1", pipelines)
    assert again.found == done.found
    assert (again.change.added, again.change.kept, again.change.withdrawn) == (0, count, 0)


@pytest.mark.parametrize(
    ("engine", "repairs", "suggested"),
    [
        ("moonshine", "auto", ["metformin"]),
        ("moonshine", "off", []),
        (IMPORTED, "auto", []),
        (IMPORTED, "on", ["metformin"]),
    ],
)
def test_extract_session_suggests_drugs_where_an_engine_heard(
    workbench: Workbench,
    pipelines: Pipelines,
    engine: str,
    repairs: Repairs,
    suggested: list[str],
) -> None:
    workbench.store.put_session(Session(id="s1"))
    heard = replace(talk([("A", "We gave her met four men 500 mg twice a day.")]), engine=engine)
    save_transcript(workbench.settings.transcripts, heard)
    extract_session(workbench, "s1", pipelines, repairs=repairs)
    kept = [one.suggested_name for one in workbench.store.entities("s1") if one.suggested_name]
    assert kept == suggested


def test_open_repairs_knows_the_names_that_users_add(workbench: Workbench, tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    head = "label\tsystem\tcode\ten\tzh\ten_synonyms\tzh_synonyms"
    own.write_text(f"{head}\nDRUG\tMINE\tMINE:1\tzalvorimab\t\t\t\n")
    add_source(own, workbench.settings.models / FOLDER)
    index = open_repairs(workbench)
    words = ["We", "gave", "her", "zal", "vory", "mab", "500", "mg", "twice", "a", "day."]
    (repair,) = suggest_repairs(words, index)
    assert (repair.heard, repair.concept.key) == ("zal vory mab", "MINE:1")


def test_extract_session_refuses_what_is_not_there(
    workbench: Workbench, pipelines: Pipelines
) -> None:
    with pytest.raises(UnknownItemError, match="no session 's2'"):
        extract_session(workbench, "s2", pipelines)
    workbench.store.put_session(Session(id="s2"))
    with pytest.raises(UnknownItemError, match="transcribe or import one first"):
        extract_session(workbench, "s2", pipelines)


def test_build_vocabulary_compiles_only_what_is_missing(
    workbench: Workbench, vocabulary_file: Path
) -> None:
    path = vocabulary_path(workbench.settings.models)
    path.parent.mkdir(parents=True)
    shutil.copy(vocabulary_file, path)
    written = path.stat().st_mtime_ns
    assert build_vocabulary(workbench) == path
    assert path.stat().st_mtime_ns == written


def test_extract_session_remembers_decisions(spoken: Workbench, vocabulary_file: Path) -> None:
    path = vocabulary_path(spoken.settings.models)
    path.parent.mkdir(parents=True)
    shutil.copy(vocabulary_file, path)
    first = extract_session(spoken, "s1").found.entities
    cough = next(entity for entity in first if entity.text == "dry cough")
    spoken.store.decide(
        Decision(
            id="d",
            target_id=cough.id,
            verdict="edit",
            reviewer="tester",
            decided_at=datetime(2026, 1, 1, tzinfo=UTC),
            version=1,
            after={"concept": {"system": "CEC", "code": "CEC:zing", "display": "zing"}},
        )
    )
    spoken.store.put_session(Session(id="s2"))
    save_transcript(spoken.settings.transcripts, talk(SAID, "s2"))
    second = extract_session(spoken, "s2").found.entities
    linked = {entity.text: entity.concept.code for entity in second if entity.concept}
    assert linked["dry cough"] == "CEC:zing"
    assert linked["steroids"] == next(e.concept.code for e in first if e.text == "steroids")
