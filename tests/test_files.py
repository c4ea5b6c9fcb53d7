"""Files are written whole or not at all; unreadable ones are named."""

import errno
import hashlib
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from curation.errors import InputError, OutputError
from curation.files import atomic_write, require_file, sha256_of, write_error


def test_files_atomic_write_makes_folders_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.txt"
    with atomic_write(path) as stream:
        stream.write("咳嗽".encode())
    assert path.read_text(encoding="utf-8") == "咳嗽"
    assert [found.name for found in path.parent.iterdir()] == ["b.txt"]


def test_files_atomic_write_keeps_the_old_file_when_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "b.txt"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), atomic_write(path) as stream:
        stream.write(b"half of the n")
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_files_atomic_write_killed_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "b.txt"
    path.write_text("old")
    program = (
        "import os, signal, sys; from pathlib import Path\n"
        "from curation.files import atomic_write\n"
        "with atomic_write(Path(sys.argv[1])) as stream:\n"
        "    stream.write(b'new'); stream.flush(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert done.returncode == -9
    assert path.read_text() == "old"


def test_files_atomic_write_on_a_full_disk_says_so_and_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "b.txt"
    path.write_text("old")
    program = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from curation.files import atomic_write; from curation.errors import OutputError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, (4096, {resource.RLIM_INFINITY}))\n"
        "try:\n"
        "    with atomic_write(Path(sys.argv[1])) as stream:\n"
        "        stream.write(b'x' * 100_000)\n"
        "except OutputError as error:\n"
        "    print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert f"{path} was not written" in done.stdout
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_files_atomic_write_where_a_file_is_in_the_way_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="was not written"), atomic_write(tmp_path / "file" / "x"):
        pass


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full; free some space"),
        (errno.EACCES, "no permission to write in"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_files_write_errors_say_what_to_do(number: int, words: str) -> None:
    assert words in str(write_error(Path("x/y"), OSError(number, os.strerror(number))))


def test_files_missing_empty_and_folder_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    for path, words in {
        tmp_path / "none": "no such file",
        tmp_path / "empty": "is empty",
        tmp_path: "is a folder",
        tmp_path / ("n" * 300): "cannot be read",
    }.items():
        with pytest.raises(InputError, match=words):
            require_file(path)


def test_files_hash_is_sha256(tmp_path: Path) -> None:
    path = tmp_path / "x"
    content = os.urandom(3 << 20)
    path.write_bytes(content)
    assert require_file(path) == path
    assert sha256_of(path) == hashlib.sha256(content).hexdigest()
