"""What is shown while many recordings are transcribed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from curation.cli.console import err
from curation.errors import InputError, StoreError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from curation.steps.batch import Outcome
    from curation.steps.many import Job, Report
    from curation.workbench import Workbench

AUTO = "auto"


def transcribe_many(
    workbench: Workbench,
    jobs: Sequence[Job],
    *,
    count: str,
    dask: str | None,
    made: Callable[[str], None],
) -> list[Outcome]:
    """Do jobs on a Dask cluster, or in `count` processes here; `made` is told each transcript."""
    from curation.steps.crew import local_crew
    from curation.steps.many import done_before

    if dask is not None:
        from curation.steps.dask_crew import dask_crew

        reports = dask_crew(jobs, dask)
    else:
        reports = local_crew(jobs, _count(workbench, jobs, count))
    outcomes = []
    for outcome in _shown(reports, len(jobs)):
        if done_before(outcome):
            err.print(f"{Path(outcome.item).name}: its transcript is there already", markup=False)
            outcome = replace(outcome, error=None)
        elif isinstance(outcome.error, StoreError):
            raise outcome.error  # every further recording would fail alike
        elif outcome.error is None:
            made(outcome.detail)
        outcomes.append(outcome)
    return outcomes


def _count(workbench: Workbench, jobs: Sequence[Job], count: str) -> int:
    from curation.steps.many import sensible_jobs

    if jobs[0].session_id is not None:
        return 1  # they become revisions of one transcript, in the order in which they are named
    if count == AUTO:
        return sensible_jobs(workbench, len(jobs), jobs[0].options)
    if not count.isdecimal() or int(count) < 1:
        raise InputError(f"--jobs {count} is no number of processes; give 1 or more, or auto")
    return min(int(count), len(jobs))


def _shown(reports: Generator[Report], count: int) -> Iterator[Outcome]:
    """Follow workers' reports on `count` recordings to the end; yield what came of each.

    On a terminal there is a line for all recordings and one for each that is being worked on,
    with a bar, the time left and its worker.
    """
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    done = 0
    with (
        closing(reports),
        Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[worker]}", markup=False),
            console=err,
            transient=True,
            disable=not err.is_terminal,
        ) as bars,
    ):
        all_of_them = bars.add_task(f"0 of {count} recordings", total=count, worker="")
        running: dict[Path, TaskID] = {}
        for report in reports:
            if report.said:
                err.print(report.said, markup=False)
            outcome = report.outcome
            if outcome is None:
                _move(bars, running, report)
                continue
            if report.recording in running:
                bars.remove_task(running.pop(report.recording))
            done += 1
            bars.update(all_of_them, completed=done, description=f"{done} of {count} recordings")
            yield outcome


def _move(bars: Progress, running: dict[Path, TaskID], report: Report) -> None:
    if report.recording not in running:
        running[report.recording] = bars.add_task(
            report.recording.name, total=None, worker=f"worker {report.worker}"
        )
    bars.update(
        running[report.recording],
        completed=report.done_s,
        total=report.whole_s or None,
        worker=f"worker {report.worker}",
    )
