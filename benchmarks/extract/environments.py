"""An environment for each peer, made once, with the versions that its list pins."""

import hashlib
import subprocess
import sys
from pathlib import Path

from curation.errors import CurationError

LISTS = Path(__file__).parent / "peers"
DONE = "installed"
PIP_RETRIES = 2


class PeerError(CurationError):
    """A peer cannot be installed or run."""


def make_environment(peer: str, folder: Path, lists: Path = LISTS) -> Path:
    """The Python of a peer's environment in a folder, installed unless it is there.

    What it needs is in a file of its name in `lists`.

    Raises
    ------
    PeerError
        when it cannot be installed.
    """
    wanted = lists / f"{peer}.txt"
    pins = hashlib.sha256(wanted.read_bytes() + sys.version.encode()).hexdigest()
    home = folder / peer
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    done = home / DONE
    if done.exists() and done.read_text("ascii") == pins:
        return python
    _run(peer, [sys.executable, "-m", "venv", "--clear", str(home)])
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    _run(peer, [*pip, "--retries", str(PIP_RETRIES), "--requirement", str(wanted)])
    done.write_text(pins, "ascii")
    return python


def _run(peer: str, command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        raise PeerError(
            f"{peer} could not be installed ({said[-1].strip()}); it needs a network and the"
            f" Python that peers/{peer}.txt is for; run this again,"
            f" or without it: --without {peer}"
        )
