"""`make bench-extract` in short: our part on a few texts, and the comparison from given numbers."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.extract import run
from benchmarks.extract.compare import OURS, ROWS, figures_of, ratios, table
from benchmarks.extract.environments import PeerError
from benchmarks.extract.texts import ASSERTIONS, ENTITIES, UTTERANCES, read_texts
from curation.errors import InputError

TEXT = "Do you have a cough? No fever, and he takes aspirin."
COUGH, FEVER, ASPIRIN = ((TEXT.index(word), word) for word in ("cough", "fever", "aspirin"))


def marked(found: tuple[int, str], **more: str) -> dict[str, Any]:
    start, word = found
    return {"start_char": start, "end_char": start + len(word), **more}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    entities = [
        marked(COUGH, label="SYMPTOM"),
        marked(FEVER, label="SYMPTOM"),
        marked(ASPIRIN, label="DRUG"),
    ]
    row = {"id": "a-1", "text": TEXT, "entities": entities}
    said = [
        {"id": "a-1", "consultation": "a", "text": f"<UNSURE>Hello</UNSURE>. {TEXT}"},
        {"id": "a-2", "consultation": "a", "text": "<INAUDIBLE>"},
    ]
    judged = [
        {"id": "a-1", "text": TEXT, **marked(COUGH, status="asked")},
        {"id": "a-1", "text": TEXT, **marked(FEVER, status="absent")},
    ]
    for path, rows in {
        ENTITIES["speech"]: [row],
        ENTITIES["abstracts"]: [row],
        UTTERANCES: said,
        ASSERTIONS: judged,
    }.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("".join(f"{json.dumps(one)}\n" for one in rows), "utf-8")
    return tmp_path


def test_benchmark_of_ours_has_the_figures(data: Path, vocabulary_file: Path) -> None:
    result = run.run_benchmark(data, [], runs=1, vocabulary_file=vocabulary_file)
    run.keep(result, data / "out")
    kept = json.loads((data / "out" / "extract.json").read_bytes())
    figures = kept["systems"][OURS]["figures"]
    of_peers_alone = {row.figure for row in ROWS if "bare" in row.figure}
    never_said = {"present_f1", "hypothetical_f1"}
    assert figures.keys() == {row.figure for row in ROWS} - of_peers_alone - never_said
    assert all(figure > 0 for figure in figures.values())
    assert figures["speech_drug_exact_f1"] == figures["absent_f1"] == figures["asked_f1"] == 1
    assert kept["tokens"]["abstracts"] == 14
    assert kept["ratios"] == {}
    assert kept["systems"][OURS]["machine_load"] >= 0
    assert "| F, absent | 1.00 |" in (data / "out" / "extract.md").read_text("utf-8")


def test_benchmark_reads_speech_without_remarks(data: Path) -> None:
    assert read_texts(data).timed["speech"] == [[f"Hello. {TEXT}"]]


def test_benchmark_scores_what_a_peer_printed(data: Path) -> None:
    start, word = ASPIRIN
    measured = {
        "loaded": {"wall_s": 3.0, "cpu_s": 2.0, "memory_mib": 90.0},
        "bare": {"wall_s": 1.0, "cpu_s": 0.5, "memory_mib": 50.0},
        "memory_mib": 100.0,
        "speed": {"speech": {"wall_s": 2.0, "cpu_s": 1.0}},
        "found": {"speech": [[[start, start + len(word), "DRUG"], [0, 2, "SYMPTOM"]]]},
        "statuses": [["absent", "absent"]],
    }
    figures = figures_of(measured, read_texts(data), {"speech": 500})
    assert figures == {
        "load_s": 3,
        "load_cpu_s": 2,
        "load_bare_s": 1,
        "load_bare_cpu_s": 0.5,
        "memory_mib": 100,
        "memory_bare_mib": 50,
        "speech_tokens_per_s": 250,
        "speech_tokens_per_cpu_s": 500,
        "speech_drug_exact_f1": 1,
        "speech_drug_overlap_f1": 1,
        "speech_symptom_exact_f1": 0,
        "speech_symptom_overlap_f1": 0,
        "absent_f1": pytest.approx(2 / 3),
        "assertion_accuracy": 0.5,
    }


def test_benchmark_divides_ours_by_each_peers() -> None:
    figures = {
        OURS: {"speech_tokens_per_s": 6000.0, "load_s": 1.0, "absent_f1": 0.9},
        "fast": {"speech_tokens_per_s": 12000.0, "load_s": 4.0, "asked_f1": 0.5},
        "wrong": {"absent_f1": 0.0, "load_s": 40.0},
    }
    divided = ratios(figures)
    assert divided == {
        "fast": {"speech_tokens_per_s": 0.5, "load_s": 0.25},
        "wrong": {"load_s": 0.025},
    }
    systems = {name: {"version": "1", "figures": one} for name, one in figures.items()}
    lines = table({"systems": systems, "ratios": divided}).splitlines()
    assert lines[0] == "|  | curation 1 | fast 1 | wrong 1 |"
    assert "| tokens/s, speech | 6,000 | 12,000 (0.50) | – |" in lines
    assert "| load time, s | 1.0 | 4.0 (0.25) | 40.0 (0.03) |" in lines
    assert "| F, absent | 0.90 | – | 0.00 |" in lines


def test_benchmark_without_data_says_what_is_missing(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / ASSERTIONS).unlink()
    with pytest.raises(InputError, match="assertions"):
        read_texts(data)
    assert run.main(["--data", str(data)]) == 2
    assert f"{data} has no {ASSERTIONS}; put the data there" in capsys.readouterr().err


def test_benchmark_without_a_network_says_which_peer(
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(run, "ENVIRONMENTS", tmp_path / "peers")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    only = ["--without", "medspacy", "--without", "negspacy"]
    assert run.main(["--data", str(data), *only]) == 2
    assert "openmed could not be installed" in capsys.readouterr().err


def test_benchmark_names_a_system_that_fails(tmp_path: Path) -> None:
    with pytest.raises(PeerError, match="negspacy could not be measured"):
        run._measure("negspacy", Path(sys.executable), tmp_path / "no-job.json", 1)
