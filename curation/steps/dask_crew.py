"""Workers of a Dask cluster, which share the data folder and the database with the command.

Dask gives a lost worker's recording to another one, which goes on at the checkpoint.
"""

import uuid
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from queue import SimpleQueue
from threading import Lock
from typing import Any

from curation.errors import EngineError, InputError
from curation.model import dump_json, load_json
from curation.steps.many import MAX_LOSSES, Job, Losses, Report, failed, lost_error, work

CONNECT_S = 10
_ONE_AT_A_TIME = Lock()  # workers may have several threads, and hold one engine


class _UnwantedError(Exception):
    """The command that wanted a recording has gone."""


def dask_crew(jobs: Sequence[Job], address: str) -> Generator[Report]:
    """Do jobs on the workers of a scheduler, however many come and go.

    A recording that loses two workers in the same place is given up.

    Raises
    ------
    EngineError
        when Dask is not installed.
    InputError
        when no scheduler answers.
    """
    topic = f"curation-{uuid.uuid4().hex}"
    inbox: SimpleQueue[Any] = SimpleQueue()  # reports, and futures that are done
    with _client(address) as client:
        client.subscribe_topic(topic, lambda event: inbox.put(event[1]))
        open_jobs: dict[Any, Job] = {}  # by their futures

        def submit(job: Job) -> None:
            future = client.submit(_at_worker, dump_json(job), topic, pure=False)
            open_jobs[future] = job
            future.add_done_callback(inbox.put)

        for job in jobs:
            submit(job)
        started: set[str] = set()
        while open_jobs:
            message = inbox.get()
            if isinstance(message, str):
                report = load_json(message.encode(), Report, origin="worker")
                yield _with_loss(report, started)
                continue
            job = open_jobs.pop(message)
            if last := _at_the_end(message, job):
                yield last
            else:
                submit(job)


def _client(address: str) -> Any:
    try:
        import distributed
    except ModuleNotFoundError as error:
        raise EngineError(
            "--dask needs Dask; run: pip install 'clinical-experience-curation[dask]'"
        ) from error
    try:
        client: Any = distributed.Client
        return client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(
            f"no Dask scheduler answers at {address}; start one with `dask scheduler`, and give"
            " the address that it prints"
        ) from error


def _with_loss(report: Report, started: set[str]) -> Report:
    """The report, which says so when it is of a recording's new start."""
    name = str(report.recording)
    if report.whole_s or report.said:
        return report
    if name in started:
        return replace(report, said=f"{report.recording.name} lost its worker and goes on")
    started.add(name)
    return report


def _at_the_end(future: Any, job: Job) -> Report | None:
    """What came of a job whose future is done; None when it is to be done again.

    Dask also gives up recordings that only waited for workers that were lost.
    """
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    try:
        return load_json(future.result(), Report, origin="worker")
    except KilledWorker:
        return None
    except FutureCancelledError:
        what = "the Dask scheduler was lost; run the same command to go on where it was"
    except ModuleNotFoundError as error:
        what = f"the worker has no {error.name}; install this program where the workers run"
    return failed(
        Report(recording=job.recording, worker=""), EngineError(f"{job.recording}: {what}")
    )


def _at_worker(data: bytes, topic: str) -> bytes:
    """Do a job in a Dask worker, unless it has cost two workers in the same place."""
    import distributed

    job = load_json(data, Job, origin="command")
    worker: Any = distributed.get_worker()
    client: Any = distributed.get_client()
    key, place, losses = worker.get_current_task(), [topic, str(job.recording)], Losses()
    starts = client.get_metadata(place, 0)
    report = Report(recording=job.recording, worker=str(worker.name))
    if starts >= MAX_LOSSES:
        return dump_json(failed(report, lost_error(job.recording, None)))

    def tell(report: Report) -> None:
        task = worker.state.tasks.get(key)
        if task is None or task.state == "cancelled":
            raise _UnwantedError
        worker.log_event(topic, dump_json(report).decode())
        if losses.note(report):
            client.set_metadata(place, 1)

    with _ONE_AT_A_TIME, suppress(_UnwantedError):
        client.set_metadata(place, starts + 1)
        report = work(job, report.worker, tell)
    return dump_json(report)
