"""The command line as a whole: help, exit codes, errors in one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

CURATION = Path(sys.executable).with_name("curation")
COMMANDS = (
    ["transcribe"],
    ["import"],
    ["models"],
    ["doctor"],
    ["stopped"],
    ["extract"],
    ["evaluate"],
    ["vocab", "build"],
    ["app"],
    ["replay"],
    ["release"],
    ["release", "check"],
    ["release", "load"],
    ["search"],
    ["demo"],
)


def curation(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [CURATION, *arguments], cwd=home, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_app_every_command_has_help_with_an_example(command: list[str], tmp_path: Path) -> None:
    done = curation(*command, "--help", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Example" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["transcribe"],
        ["transcribe", "nowhere.wav", "--session", "s1"],
        ["import", "nowhere.vtt", "--session", "s1"],
        ["extract", "--session", "nowhere"],
        ["replay", "nowhere.jsonl"],
        ["release"],
        ["release", "check", "7"],
        ["search", "cough"],
        ["evaluate", "entities", "nowhere.jsonl"],
    ],
    ids=" ".join,
)
def test_app_wrong_use_ends_with_2_and_no_traceback(arguments: list[str], tmp_path: Path) -> None:
    done = curation(*arguments, home=tmp_path)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr + done.stdout


def test_app_unreachable_database_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURATION_DATABASE_URL", "postgresql://u:hidden@127.0.0.1:1/x")
    done = curation("extract", home=tmp_path)
    assert done.returncode == 2
    assert "cannot be used" in done.stderr
    assert "hidden" not in done.stderr
    assert "Traceback" not in done.stderr


def test_app_start_imports_nothing_heavy() -> None:
    program = (
        "import sys; import curation.cli.app;"
        "print(sorted({'spacy', 'pandas', 'torch', 'av', 'sqlalchemy', 'pyarrow', 'anywidget'}"
        " & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
