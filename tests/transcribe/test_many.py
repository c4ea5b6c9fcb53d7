"""Many recordings in real worker processes, some of which are killed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import psutil
import pytest

from curation.errors import EngineError, InputError, StoreError
from curation.steps.crew import local_crew
from curation.steps.dask_crew import dask_crew
from curation.steps.many import Job, Losses, Report, find_recordings, plan_jobs, work
from curation.steps.transcribe import TranscribeOptions, transcribe_recording
from curation.workbench import Workbench
from tests.transcribe.sounds import silence, speech, write_sound

SPOKEN = 8  # windows in a recording
NAMES = ("one", "two", "three")
DEADLINE_S = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Recordings of several windows, and what is none. Do not change it."""
    folder = tmp_path_factory.mktemp("recordings")
    said, pause = speech(4.0), silence(4.0)
    for count, name in enumerate(NAMES):
        sound = np.concatenate([part for _ in range(SPOKEN + count) for part in (said, pause)])
        write_sound(folder / name / f"{name}.flac", sound, codec="flac")
    (folder / "one" / ".one.flac.part.wav").touch()
    (folder / "one" / "one.toml").write_text('id = "first"')
    return folder


@pytest.fixture(scope="module")
def options(mini: Path) -> TranscribeOptions:
    return TranscribeOptions(model=str(mini), language="en", speakers=False)


@pytest.fixture
def jobs(workbench: Workbench, folder: Path, options: TranscribeOptions) -> list[Job]:
    return plan_jobs(workbench, find_recordings([folder]), options=options)


def last_words(reports: Sequence[Report]) -> dict[str, str]:
    """What was made of each recording, or the kind of its error."""
    return {
        report.recording.stem: report.made or report.error_type
        for report in reports
        if report.outcome
    }


def killing(
    reports: Generator[Report], name: str, kill: Callable[[Report], None], times: int
) -> list[Report]:
    """All reports; the worker on the recording of that name is killed when it first tells how
    far it is, so many times."""
    seen: list[Report] = []
    told = False
    with closing(reports):
        for report in reports:
            seen.append(report)
            if report.recording.stem != name:
                continue
            if not report.done_s:
                told = False
            elif times and not told:
                told, times = True, times - 1
                kill(report)
    assert times == 0
    return seen


def test_many_finds_recordings_in_folders(folder: Path, tmp_path: Path) -> None:
    found = find_recordings([folder, folder / "two" / "two.flac"])
    assert [path.stem for path in found] == ["one", "three", "two"]
    with pytest.raises(InputError, match="no recordings in it"):
        find_recordings([tmp_path])


def test_many_refuses_two_recordings_that_only_share_a_name(
    workbench: Workbench, folder: Path, tmp_path: Path
) -> None:
    for day in ("monday", "tuesday"):
        (tmp_path / day).mkdir()
        shutil.copy(folder / "two" / "two.flac", tmp_path / day / "talk.flac")
    with pytest.raises(InputError, match="would both become the session 'talk'"):
        plan_jobs(workbench, find_recordings([tmp_path]))
    (tmp_path / "monday" / "talk.toml").write_text('id = "monday-talk"')
    assert len(plan_jobs(workbench, find_recordings([tmp_path]))) == 2


def test_many_workers_refuse_another_database(
    jobs: list[Job], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CURATION_DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    report = work(jobs[0], "w", lambda _: None)
    assert report.error_type == StoreError.__name__
    assert "CURATION_DATABASE_URL" in report.error


def test_many_local_workers_go_on_where_one_was_killed(
    workbench: Workbench, jobs: list[Job], options: TranscribeOptions, tmp_path: Path
) -> None:
    def crew() -> list[psutil.Process]:
        children = psutil.Process().children()
        return [child for child in children if "curation.steps.crew" in child.cmdline()]

    def kill(_report: Report) -> None:
        (worker,) = crew()
        worker.kill()

    seen = killing(local_crew(jobs, 1), "one", kill, 1)
    assert last_words(seen) == {
        "one": "first/r0001",
        "two": "two/r0001",
        "three": "three/r0001",
    }
    said = [report.said for report in seen if report.said]
    assert said[0] == "one.flac lost its worker"
    assert said[1].startswith("one.flac goes on at 00:00:")
    with Workbench.open(tmp_path / "unbroken") as other:
        unbroken = transcribe_recording(other, jobs[0].recording, options=options)
    assert workbench.transcript("first").words == unbroken.words
    assert not crew()


def test_many_gives_up_what_kills_workers_twice_and_does_the_others(
    workbench: Workbench, jobs: list[Job]
) -> None:
    here = psutil.Process()

    def kill(report: Report) -> None:
        (worker,) = (child for child in here.children() if child.cmdline()[-1] == report.worker)
        worker.kill()

    seen = killing(local_crew(jobs, 2), "three", kill, 2)
    assert last_words(seen) == {
        "one": "first/r0001",
        "two": "two/r0001",
        "three": EngineError.__name__,
    }
    (error,) = (report.error for report in seen if report.error)
    assert "three.flac" in error
    assert "--jobs 1" in error


def test_many_losses_count_only_at_the_same_place() -> None:
    path, losses = Path("a.wav"), Losses()

    def tell(done_s: float) -> None:
        losses.note(Report(recording=path, worker="1", done_s=done_s))

    for done_s in (0.0, 8.0, 16.0):
        tell(done_s)
    assert not losses.lose(path)
    for done_s in (0.0, 16.0, 24.0):
        tell(done_s)
    assert not losses.lose(path)
    for done_s in (0.0, 24.0):
        tell(done_s)
    assert losses.lose(path)


def test_many_writers_of_one_session_do_not_clash(
    workbench: Workbench, folder: Path, options: TranscribeOptions
) -> None:
    recordings = find_recordings([folder])
    jobs = plan_jobs(workbench, recordings, session_id="same", options=options)
    with closing(local_crew(jobs, 3)) as reports:
        made = sorted(last_words(list(reports)).values())
    assert made == ["same/r0001", "same/r0002", "same/r0003"]
    known = {workbench.transcript("same", number).recording_id for number in (1, 2, 3)}
    assert known == {recording.id for recording in workbench.store.recordings("same")}
    assert len(known) == 3


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, dict[str, subprocess.Popen[bytes]]]]:
    """A scheduler's address and two workers, by name, on free ports of this machine."""
    found = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    quiet = ["--no-dashboard", "--scheduler-file", str(found)]
    scheduler = subprocess.Popen(
        [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", *quiet],
        stderr=subprocess.DEVNULL,
    )
    workers = {
        name: subprocess.Popen(
            [*dask, "worker", "--no-nanny", "--nthreads", "1", "--name", name, *quiet],
            stderr=subprocess.DEVNULL,
        )
        for name in ("w1", "w2")
    }
    until = time.monotonic() + DEADLINE_S
    while not (found.exists() and found.stat().st_size) and time.monotonic() < until:
        time.sleep(0.05)
    yield json.loads(found.read_text())["address"], workers
    for process in (*workers.values(), scheduler):
        process.kill()
        process.wait()


def test_many_dask_workers_go_on_where_one_was_killed(
    workbench: Workbench,
    jobs: list[Job],
    options: TranscribeOptions,
    tmp_path: Path,
    cluster: tuple[str, dict[str, subprocess.Popen[bytes]]],
) -> None:
    address, workers = cluster
    seen = killing(dask_crew(jobs, address), "one", lambda report: workers[report.worker].kill(), 1)
    assert last_words(seen) == {
        "one": "first/r0001",
        "two": "two/r0001",
        "three": "three/r0001",
    }
    said = [report.said for report in seen if report.recording.stem == "one" and report.said]
    assert said[0] == "one.flac lost its worker and goes on"
    assert said[1].startswith("one.flac goes on at 00:00:")
    assert sorted(process.poll() or 0 for process in workers.values()) == [-signal.SIGKILL, 0]
    with Workbench.open(tmp_path / "unbroken") as other:
        unbroken = transcribe_recording(other, jobs[0].recording, options=options)
    assert workbench.transcript("first").words == unbroken.words


def test_many_says_that_no_scheduler_answers(
    jobs: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curation.steps.dask_crew.CONNECT_S", 1)
    with pytest.raises(InputError, match="no Dask scheduler answers at tcp://127"):
        list(dask_crew(jobs, "tcp://127.0.0.1:9"))


def test_many_stopped_by_ctrl_c_goes_on_and_passes_over_what_is_done(
    folder: Path, mini: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    command = [str(Path(sys.executable).with_name("curation")), "transcribe", str(folder)]
    command += ["--model", str(mini), "--language", "en", "--no-speakers", "--jobs", "2"]
    environment = {**os.environ, "CURATION_HOME": str(home)}
    running = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + DEADLINE_S
    while not list(home.glob("transcripts/*/r0001.json")) and time.monotonic() < until:
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, text = running.communicate()
    assert running.returncode in (0, 130), text
    assert "Traceback" not in text
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert "its transcript is there already" in done.stderr
    assert len(list(home.glob("transcripts/*/r0001.json"))) == 3
    assert not list(home.glob("transcripts/*/.partial"))
