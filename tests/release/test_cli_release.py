import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from curation.cli import main
from tests.desk import Desk

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """`run("release", "--dry-run")`: exit code, standard output, standard error."""
    monkeypatch.setenv("CURATION_HOME", str(tmp_path / "home"))

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["curation", *arguments])
        with pytest.raises(SystemExit) as stopped:
            main()
        said = capsys.readouterr()
        return int(stopped.value.code or 0), said.out, said.err

    return call


def test_cli_release_dry_run_then_release_then_nothing_new(full_desk: Desk, run: Run) -> None:
    code, out, _ = run("release", "--dry-run")
    assert code == 0
    assert "Goes in: 3 answers of 2 sessions, 5 entities, 0 doses." in out
    assert "Held back: 1 (nobody has decided on it yet)." in out
    assert "Left out: 1 entities or doses" in out
    assert "It would be release 1. Nothing was written." in out
    code, out, err = run("release", "--title", "First")
    assert (code, err) == (0, "")  # no bar where there is no terminal
    assert "Release 1 is in" in out
    code, out, _ = run("release")
    assert code == 0
    assert "Nothing changed since release 1" in out


def test_cli_release_json(full_desk: Desk, run: Run) -> None:
    code, out, _ = run("release", "--session", "zh-1", "--json")
    facts = json.loads(out)
    assert code == 0
    assert (facts["version"], facts["made"], len(facts["items"])) == (1, True, 1)
    code, out, _ = run("release", "--json")
    assert len(json.loads(out)["added"]) == 2


def test_cli_release_tells_the_difference(full_desk: Desk, run: Run) -> None:
    run("release", "--session", "zh-1")
    _, out, _ = run("release", "--dry-run")
    assert "Against release 1: 2 added, 0 removed, 0 changed." in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("release",), "no question-and-answer pair can be released"),
        (("release", "--session", "x"), "there is no session 'x'"),
        (("release", "check", "3"), "there is no release 3"),
        (("search", "cough"), "is empty; make a release"),
    ],
)
def test_cli_release_errors_are_one_sentence(
    run: Run, arguments: tuple[str, ...], message: str
) -> None:
    code, out, err = run(*arguments)
    assert code == 2
    assert message in err
    assert out == ""
    assert "Traceback" not in err
    assert err.count("\n") == 1


def test_cli_release_check_lists_faults(full_desk: Desk, run: Run, tmp_path: Path) -> None:
    run("release")
    assert run("release", "check", "1")[:2] == (0, "Release 1 is as it was written.\n")
    (tmp_path / "home" / "exports" / "1" / "qa.csv").unlink()
    code, _, err = run("release", "check", "1")
    assert code == 1
    assert "qa.csv" in err
    code, out, _ = run("release", "check", "1", "--json")
    assert (code, json.loads(out)) == (1, [{"file": "qa.csv", "problem": "is missing"}])


def test_cli_release_load(full_desk: Desk, run: Run) -> None:
    run("release")
    assert run("release", "load")[1] == "Every release was loaded already.\n"
    assert run("release", "load", "--rebuild")[1] == "Loaded: 1\n"
    assert run("release", "load", "--json")[1] == "[]\n"


def test_cli_search_cites_answers(full_desk: Desk, run: Run) -> None:
    run("release")
    code, out, _ = run("search", "lopinavir")
    assert code == 0
    assert "We gave lopinavir with ritonavir twice a day." in out
    assert "lopinavir: given" in out
    assert "洛匹那韦: advised against" in out
    assert (
        "Expert, Infectious diseases, A teaching hospital, China"
        " · Antivirals and cough · 2020-03-24 · 00:03 · release 1"
    ) in out


def test_cli_search_says_when_words_are_missing(full_desk: Desk, run: Run) -> None:
    run("release")
    assert "No answer has all these words" in run("search", "lopinavir vertigo")[1]
    assert run("search", "vertigo")[:2] == (0, "No answer has any of these words.\n")


def test_cli_search_json_and_filters(full_desk: Desk, run: Run) -> None:
    run("release")
    code, out, _ = run("search", "咳嗽", "--language", "zh", "--limit", "1", "--json")
    (hit,) = json.loads(out)
    assert code == 0
    assert hit["pair"]["session_id"] == "zh-1"
    assert hit["matched"][0]["assertion"] == "present"


@pytest.mark.parametrize("query", ["[bold]cough[/bold]", "--", "'; DROP TABLE x"])
def test_cli_search_takes_any_query(full_desk: Desk, run: Run, query: str) -> None:
    run("release")
    assert run("search", "--", query)[0] == 0
