"""Code blocks in the documents are run: Python in one namespace per file, console lines in bash.

In a ```console block a line after `$ ` is a command; the lines after it, if any, are its output,
where `...` stands for anything. Blocks marked ```sh are for reading and are not run.
"""

import doctest
import os
import subprocess
import sys
from pathlib import Path

from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

PROMPT = "$ "
COMMAND_TIMEOUT_S = 300


def run_console(example: Example) -> str | None:
    """Run a console block in the document's data folder; give what differs, if anything."""
    home: Path = example.namespace["document_home"]
    for block in ("\n" + example.parsed.rstrip("\n")).split("\n" + PROMPT)[1:]:
        command, _, expected = block.partition("\n")
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=home,
            env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=COMMAND_TIMEOUT_S,
            check=False,
        )
        if done.returncode:
            return f"$ {command}\nended with {done.returncode}:\n{done.stdout}{done.stderr}"
        flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
        if expected and not doctest.OutputChecker().check_output(expected, done.stdout, flags):
            return f"$ {command}\nexpected:\n{expected}\ngot:\n{done.stdout}"
    return None


pytest_plugins = ["tests.demo"]
pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), CodeBlockParser("console", run_console)],
    patterns=["README.md", "docs/*.md", "CONTRIBUTING.md"],
    fixtures=["document_home"],
).pytest()
