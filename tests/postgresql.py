"""A PostgreSQL server of the tests' own, on a free port, gone when they end."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSTALL = "run: apt-get install postgresql"
SERVER_USER = "postgres"  # the server refuses to run as root


def server_program(name: str) -> str | None:
    """The path of one of PostgreSQL's programs; Debian keeps the servers' off the PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return shutil.which(name, path=os.pathsep.join([*map(str, folders), os.environ["PATH"]]))


@contextmanager
def running_server(initdb: str, pg_ctl: str) -> Iterator[str]:
    """Start a server; give the URL of its empty database."""
    user = SERVER_USER if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="curation-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, user)
        data, port = folder / "data", _free_port()
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        environ = {**os.environ, "LC_ALL": "C.UTF-8"}

        def call(*command: object) -> None:
            subprocess.run(
                [*map(str, command)],
                check=True,
                user=user,
                cwd=folder,
                env=environ,
                stdout=subprocess.DEVNULL,
            )

        call(initdb, "-D", data, "-U", SERVER_USER, "-A", "trust", "-E", "UTF8", "--no-sync")
        call(pg_ctl, "-D", data, "-l", folder / "log", "-w", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://{SERVER_USER}@127.0.0.1:{port}/postgres"
        finally:
            call(pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")


def can_run_server() -> bool:
    """Whether there is a user that may run the server."""
    if os.geteuid() != 0:
        return True
    try:
        pwd.getpwnam(SERVER_USER)
    except KeyError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
