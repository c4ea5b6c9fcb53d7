"""The commands of the extract step, run as a user would."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from curation.extract import vocabulary_path
from curation.model import Session
from curation.store.transcripts import save_transcript
from curation.workbench import Workbench
from tests.extract.talks import talk

Command = Callable[..., "subprocess.CompletedProcess[str]"]
SAID = [
    ("A", "Did you use steroids?"),
    ("B", "No. We gave oxygen for the dry cough, and 500 mg of aspirin."),
]


@pytest.fixture
def curation(tmp_path: Path, vocabulary_file: Path) -> Command:
    """`curation("extract")` in a data folder whose vocabulary is compiled already."""
    home = tmp_path / "home"
    path = vocabulary_path(home / "models")
    path.parent.mkdir(parents=True)
    shutil.copy(vocabulary_file, path)

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [Path(sys.executable).with_name("curation"), *arguments],
            env={**os.environ, "CURATION_HOME": str(home)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def speak(home: Path, *session_ids: str) -> None:
    with Workbench.open(home) as workbench:
        for session_id in session_ids:
            workbench.store.put_session(Session(id=session_id))
            save_transcript(workbench.settings.transcripts, talk(SAID, session_id))


def test_cli_extract_counts_what_it_found(curation: Command, tmp_path: Path) -> None:
    speak(tmp_path / "home", "s1", "s2")
    done = curation("extract", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    facts = json.loads(done.stdout)
    assert [item["session"] for item in facts] == ["s1", "s2"]
    assert (facts[0]["pairs"], facts[0]["doses"]) == (1, 1)
    assert facts[0]["added"] == facts[0]["entities"] + 2
    again = curation("extract", "--session", "s2")
    assert again.stdout.startswith("s2/r0001: ")
    assert f"0 added, {facts[1]['added']} kept, 0 withdrawn" in again.stdout


def test_cli_extract_goes_on_after_a_failure(curation: Command, tmp_path: Path) -> None:
    speak(tmp_path / "home", "s1")
    done = curation("extract", "--session", "none", "--session", "s1")
    assert done.returncode == 1
    assert "s1/r0001" in done.stdout
    assert "no session 'none'" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("extract",), "no session has a transcript; transcribe or import one first"),
        (("extract", "--session", "none"), "there is no session 'none'"),
        (("evaluate", "entities", "none.jsonl"), "none.jsonl: no such file"),
        (("train", "en", "--data", "none", "--out", "out"), "train.jsonl: no such file"),
        (("refine", "en"), "no entity of a turn in en was decided on yet"),
    ],
)
def test_cli_extract_refuses_wrong_input(
    arguments: tuple[str, ...], message: str, curation: Command
) -> None:
    done = curation(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_cli_evaluate_prints_scores(curation: Command, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    span = {"start_char": 2, "end_char": 11, "label": "SYMPTOM"}
    gold.write_text(json.dumps({"id": "1", "text": "a dry cough", "entities": [span]}))
    scores = json.loads(curation("evaluate", "entities", str(gold), "--json").stdout)
    assert scores["labels"]["SYMPTOM"]["exact"]["f1"] == 1
    assert "f1: 1.000" in curation("evaluate", "entities", str(gold)).stdout


def test_cli_vocab_build_says_what_is_in_it(curation: Command, tmp_path: Path) -> None:
    facts = json.loads(curation("vocab", "build", "--json").stdout)
    assert Path(facts["path"]) == vocabulary_path(tmp_path / "home" / "models")
    assert facts["terms"]["DRUG"] > 10_000


def test_cli_vocab_adds_lists_and_refuses_files(curation: Command, tmp_path: Path) -> None:
    good, bad = tmp_path / "mine.tsv", tmp_path / "bad.obo"
    good.write_text(
        "system\tcode\ten\tzh\ten_synonyms\tzh_synonyms\n"
        "CEC\tCEC:1\tzorblaxine\t佐布拉辛\tZorb\t\n"
        "CEC\tCEC:2\tzorb\t\t\t\n"
    )
    bad.write_text("what\n")
    done = curation("vocab", "add", str(good), str(bad), "--label", "DRUG")
    assert done.returncode == 1
    assert "mine (tsv, version " in done.stdout
    assert "3 terms of 2 concepts" in done.stdout
    assert "1 names of two codes; taken: 'zorb' CEC:2, not CEC:1" in done.stdout
    assert "not in OBO format" in " ".join(done.stderr.split())
    (facts,) = json.loads(curation("vocab", "list", "--json").stdout)
    assert (facts["name"], facts["label"], facts["conflicts"]) == ("mine", "DRUG", 1)
    assert facts["licence"] == "your own list"


def test_cli_vocab_search_names_concepts_and_marks_suggestions(curation: Command) -> None:
    found = json.loads(curation("vocab", "search", "lopinavr", "--label", "DRUG", "--json").stdout)
    assert found[0]["concept"]["names"]["zh"] == "洛匹那韦"
    assert not found[0]["exact"]
    shown = curation("vocab", "search", "dry cough").stdout
    assert shown.startswith("SYMPTOM HP:0031246: dry cough / 干咳\n")


def test_cli_evaluate_links(curation: Command, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    span = {"start_char": 2, "end_char": 11, "label": "SYMPTOM", "concept": "HP:0031246"}
    gold.write_text(json.dumps({"id": "1", "text": "a dry cough", "entities": [span]}))
    scores = json.loads(curation("evaluate", "links", str(gold), "--json").stdout)
    assert scores["labels"]["SYMPTOM"]["right_of_all"] == 1
    assert scores["intervals"]["SYMPTOM"]["exact"] == [1, 1]


def test_cli_evaluate_parity_scores_translations(curation: Command, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    zh = "阿司匹林每天100毫克。"
    rows = [
        {"id": "1", "zh": zh, "en": "Aspirin 100 mg daily.", "problem": None, "split": "dev"},
        {"id": "2", "zh": zh, "en": "Aspirin 10 mg daily.", "problem": "number", "by": "me"},
    ]
    gold.write_text("\n".join(json.dumps(row) for row in rows))
    scores = json.loads(curation("evaluate", "parity", str(gold), "--json").stdout)
    assert (scores["rows"], scores["faithful"], scores["false_alarms"]) == (2, 1, 0)
    assert scores["by_problem"] == {"number": {"faults": 1, "caught": 1, "named": 1}}
    assert "caught: 1.000" in curation("evaluate", "parity", str(gold)).stdout


def test_cli_evaluate_parity_names_the_line_with_an_unknown_kind(
    curation: Command, tmp_path: Path
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"id": "1", "zh": "好", "en": "Good", "problem": "tone"}))
    done = curation("evaluate", "parity", str(gold))
    assert done.returncode == 2
    assert "gold.jsonl, line 1" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_cli_evaluate_writes_errors_for_a_spreadsheet(curation: Command, tmp_path: Path) -> None:
    marked = {"start_char": 3, "end_char": 8, "label": "SYMPTOM", "status": "present"}
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"id": "=1", "text": "no fever", "entities": [marked]}))
    table = tmp_path / "errors.csv"
    assert "SYMPTOM" in curation("evaluate", "entities", str(gold), "--errors", str(table)).stdout
    assert table.read_text("utf-8-sig").splitlines() == [
        "kind,label,wanted,found,before,text,after,id",
        "wrong status,SYMPTOM,present,absent,no ,fever,,'=1",
    ]
    refused = curation("evaluate", "links", str(gold), "--errors", str(table))
    assert (refused.returncode, "not with links" in refused.stderr) == (2, True)


def test_cli_vocab_add_refuses_a_label_of_ones_own(curation: Command, tmp_path: Path) -> None:
    path = tmp_path / "devices.tsv"
    head = "label\tsystem\tcode\ten\tzh\ten_synonyms\tzh_synonyms"
    path.write_text(f"{head}\nDEVICE\tMINE\tMINE:1\tventilator\t\t\t\n")
    done = curation("vocab", "add", str(path))
    assert done.returncode
    assert "line 2: the label 'DEVICE' is none of DRUG, SYMPTOM, CONDITION" in " ".join(
        done.stderr.split()
    )


def test_cli_repairs_shows_what_was_heard_and_changes_nothing(
    curation: Command, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with Workbench.open(home) as workbench:
        workbench.store.put_session(Session(id="s1"))
        heard = talk([("A", "We gave her met four men 500 mg twice a day.")], "s1")
        save_transcript(workbench.settings.transcripts, heard)
    before = sorted(path.read_bytes() for path in (home / "transcripts").rglob("*.*"))
    done = curation("repairs", "s1", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    (repair,) = json.loads(done.stdout)
    assert (repair["heard"], repair["name"]) == ("met four men", "metformin")
    shown = curation("repairs", "s1")
    assert "met four men" in shown.stdout and "DrugBank:DB00331" in shown.stdout
    assert sorted(path.read_bytes() for path in (home / "transcripts").rglob("*.*")) == before


def test_cli_repairs_of_an_unknown_session_is_an_error(curation: Command) -> None:
    done = curation("repairs", "none")
    assert done.returncode == 2 and "none" in done.stderr


def test_cli_evaluate_repairs_prints_scores(curation: Command, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    row = {"id": "1", "heard": "They gave inxapurin.", "drugs": ["enoxaparin"]}
    gold.write_text(json.dumps(row | {"heard_correctly": []}) + "\n")
    done = curation("evaluate", "repairs", str(gold), "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["recall_after"] == 1
