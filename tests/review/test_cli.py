"""The review commands as a user runs them."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from curation.workbench import Workbench


def curation(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("curation"), *arguments],
        env={**os.environ, "CURATION_HOME": str(home), "CURATION_REVIEWER": "tester"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_cli_replay_counts_and_lists(bench: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    rows = [
        {"session": "s", "kind": "entity", "text": "fever", "match": "all", "verdict": "accept"},
        {"session": "s", "kind": "entity", "start_s": 500, "verdict": "accept"},
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    home = bench.settings.home
    first = curation(home, "replay", str(path), "--reviewer", "demo", "--json")
    assert first.returncode == 1, first.stderr
    result = json.loads(first.stdout)
    assert (result["made"], result["already"], len(result["unmatched"])) == (1, 0, 1)
    again = curation(home, "replay", str(path), "--reviewer", "demo")
    assert "0 decisions made, 1 stood already" in again.stdout
    assert "line 2" in again.stderr
    assert bench.store.decisions()[0].reviewer == "demo"


def test_cli_replay_says_which_line_is_broken(bench: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text("{", encoding="utf-8")
    done = curation(bench.settings.home, "replay", str(path))
    assert done.returncode == 2
    assert "line 1" in done.stderr
    assert "Traceback" not in done.stderr


def test_cli_app_says_that_its_port_is_taken(bench: Workbench) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = curation(bench.settings.home, "app", "--no-browser", "--port", port)
    assert done.returncode == 2
    assert f"port {port}" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "update the program"),
        ("DROP TABLE alembic_version", "cannot be used"),
    ],
)
def test_cli_app_checks_the_database_before_it_starts(
    bench: Workbench, statement: str, words: str
) -> None:
    connection = sqlite3.connect(bench.settings.home / "workbench.db", isolation_level=None)
    connection.execute(statement)
    connection.close()
    done = curation(bench.settings.home, "app", "--no-browser", "--port", "1")
    assert done.returncode == 2
    assert words in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
