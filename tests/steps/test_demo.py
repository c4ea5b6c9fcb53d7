"""The main job, end to end, as `make demo` runs it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from curation.errors import InputError
from curation.steps.demo import run_demo
from curation.workbench import Workbench

CURATION = Path(sys.executable).with_name("curation")
PLENTY_OF_WORDS = 400


def curation(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [CURATION, *arguments], cwd=home, capture_output=True, text=True, check=False
    )


def test_demo_transcribes_the_recording_and_imports_the_chinese_session(demo_home: Path) -> None:
    with Workbench.open(demo_home) as workbench:
        english, chinese = (workbench.transcript(name) for name in ("covid19-en", "covid19-zh"))
        speakers = {
            workbench.store.session("covid19-en").participant(turn.speaker).role
            for turn in english.turns
        }
    assert len(english.words) > PLENTY_OF_WORDS
    assert (english.engine, english.language) == ("moonshine", "en")
    assert (chinese.engine, chinese.language) == ("import", "zh")
    assert speakers == {"expert", "host", "asker"}


def test_demo_leaves_a_release_in_every_format_and_unharmed(demo_home: Path) -> None:
    folder = demo_home / "exports" / "1"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    lines = (folder / "qa.jsonl").read_text(encoding="utf-8").splitlines()
    assert {path.name for path in folder.iterdir()} == {
        "handbook.html",
        "manifest.json",
        "qa.csv",
        "qa.jsonl",
        "qa.parquet",
    }
    assert len(lines) == len(pd.read_parquet(folder / "qa.parquet")) > 0
    assert len(pd.read_csv(folder / "qa.csv")) == len(lines)
    assert manifest["version"] == 1
    assert curation(demo_home, "release", "check", "1").returncode == 0


@pytest.mark.parametrize(("query", "language"), [("lopinavir", "en"), ("咳嗽", "zh")])
def test_demo_answers_are_found_with_their_time(demo_home: Path, query: str, language: str) -> None:
    done = curation(demo_home, "search", query, "--language", language, "--json")
    hits = json.loads(done.stdout)
    assert hits
    best = hits[0]["pair"]
    assert query in best["question"] + best["answer"]
    assert best["answer_spans"][0]["start_s"] > 0
    assert best["speaker_role"] == "expert"


def test_demo_signs_its_decisions_and_leaves_some_for_the_user(demo_home: Path) -> None:
    with Workbench.open(demo_home) as workbench:
        decisions = workbench.store.decisions()
        candidates = workbench.store.candidates()
    assert {decision.reviewer for decision in decisions} == {"demo"}
    decided = {decision.target_id for decision in decisions}
    assert 0 < len(decided) < len(candidates)


def test_demo_releases_its_doses_as_decided(demo_home: Path) -> None:
    lines = (demo_home / "exports" / "1" / "qa.jsonl").read_text(encoding="utf-8").splitlines()
    doses = {dose["drug"]: dose for line in lines for dose in json.loads(line)["doses"]}
    assert doses["甲泼尼龙"]["amount"] == doses["methylprednisolone"]["amount"] == [0.75, 1.5]
    assert doses["甲泼尼龙"]["unit"] == "mg/kg"
    assert doses["乙酰半胱氨酸"]["route"] is None  # a reviewer took back what was extracted
    assert not any(dose["implausible"] for dose in doses.values())


def test_demo_twice_does_nothing_twice(demo_home: Path) -> None:
    done = curation(demo_home, "demo")
    assert done.returncode == 0, done.stderr
    assert "0 made" in done.stdout
    assert [path.name for path in (demo_home / "exports").glob("[0-9]*")] == ["1"]
    assert len(list((demo_home / "transcripts" / "covid19-en").glob("*.json"))) == 1


def test_demo_says_where_everything_is_and_what_is_next(demo_run: tuple[Path, str]) -> None:
    home, printed = demo_run
    for path in (home / "transcripts", home / "exports" / "1" / "handbook.html"):
        assert str(path) in printed
    assert "make app" in printed


def test_demo_finds_all_that_its_decisions_are_on(demo_run: tuple[Path, str]) -> None:
    assert " 0 unmatched" in demo_run[1]


def test_demo_outside_the_project_says_where_to_run_it(workbench: Workbench) -> None:
    with pytest.raises(InputError, match="run this in the project's own folder"):
        run_demo(workbench, print)


def test_demo_with_a_damaged_recording_stops_with_one_sentence(tmp_path: Path, demo: Path) -> None:
    shutil.copytree(demo, tmp_path / "recordings" / "demo")
    (tmp_path / "recordings" / "demo" / "covid19-en.opus").write_bytes(b"no sound at all" * 99)
    done = curation(tmp_path, "demo")
    assert done.returncode == 2
    assert "covid19-en.opus" in done.stderr
    assert "Traceback" not in done.stderr
