"""Worker processes on this machine, each with one engine loaded, fed one recording at a time.

A worker is this module run as a program: jobs come in on its standard input, reports go out on
its standard output, a JSON line each. It ends when its input does, so that none is left behind
whatever becomes of the command that started it.
"""

import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from queue import SimpleQueue

from curation.model import dump_json, load_json
from curation.steps.many import Job, Losses, Report, cores, failed, lost_error, work

THREADS = "OMP_NUM_THREADS"  # all engines' libraries go by it


class _Worker:
    """A worker process; what it reports is put into `inbox`, and None when it has ended."""

    def __init__(self, name: str, threads: int, inbox: "SimpleQueue[_Message]") -> None:
        self.name = name
        self.job: Job | None = None
        self._inbox = inbox
        self._process = subprocess.Popen(  # noqa: S603 (this very program)
            [sys.executable, "-m", "curation.steps.crew", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={THREADS: str(threads), **os.environ},
            start_new_session=True,  # Ctrl-C reaches the command alone
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        if self._process.stdout:
            for line in self._process.stdout:
                self._inbox.put((self, load_json(line, Report, origin="worker")))
        self._inbox.put((self, None))

    def take(self, job: Job) -> None:
        self.job = job
        if self._process.stdin:
            with suppress(BrokenPipeError):  # it has just died, which `_listen` tells
                self._process.stdin.write(dump_json(job) + b"\n")
                self._process.stdin.flush()

    def end(self) -> int:
        """Stop it, if it runs; its exit code."""
        if self._process.poll() is None:
            self._process.terminate()
        code = self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with suppress(BrokenPipeError):
                    stream.close()
        return code


_Message = tuple[_Worker, Report | None]


def local_crew(jobs: Sequence[Job], count: int) -> Generator[Report]:
    """Do jobs in `count` processes of this machine, which share its cores.

    A recording whose worker is lost goes to another one after all others, and is given up when
    it loses that one in the same place.
    """
    waiting, losses = deque(jobs), Losses()
    inbox: SimpleQueue[_Message] = SimpleQueue()
    threads = max(1, cores() // count)
    crew = {str(number): _Worker(str(number), threads, inbox) for number in range(1, count + 1)}
    try:
        for worker in crew.values():
            if waiting:
                worker.take(waiting.popleft())
        while any(worker.job for worker in crew.values()):
            worker, report = inbox.get()
            job = worker.job
            if job is None:
                continue
            if report is None:
                code = worker.end()
                report = Report(recording=job.recording, worker=worker.name)
                if losses.lose(job.recording):
                    report = failed(report, lost_error(job.recording, code))
                else:
                    waiting.append(job)
                    report = replace(report, said=f"{job.recording.name} lost its worker")
                worker = crew[worker.name] = _Worker(worker.name, threads, inbox)
                worker.job = None
            elif report.outcome:
                worker.job = None
            losses.note(report)
            if worker.job is None and waiting:
                worker.take(waiting.popleft())
            yield report
    finally:
        for worker in crew.values():
            worker.end()


def main() -> None:
    """Be a worker: take jobs from standard input until it ends."""
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what libraries print does not get between the reports

    def tell(report: Report) -> None:
        out.write(dump_json(report) + b"\n")

    jobs: SimpleQueue[Job] = SimpleQueue()

    def take() -> None:
        for line in sys.stdin.buffer:
            jobs.put(load_json(line, Job, origin="command"))
        os._exit(0)  # the command has gone; what was heard is kept

    threading.Thread(target=take, daemon=True).start()
    while True:
        tell(work(jobs.get(), sys.argv[1], tell))


if __name__ == "__main__":
    main()
