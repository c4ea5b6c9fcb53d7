"""What the commands print, and how they end."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from curation.errors import CurationError
from curation.steps.batch import Outcome

out = Console(soft_wrap=True, highlight=False, emoji=False)
err = Console(stderr=True, soft_wrap=True, highlight=False, emoji=False)


def fail(error: CurationError) -> None:
    """Say an error on standard error, as plain text."""
    err.print(f"Error: {error}", style="red", markup=False)


def print_json(data: bytes) -> None:
    """Write JSON on standard output as it is, with a newline."""
    sys.stdout.write(data.decode() + "\n")


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[..., None]]:
    """A bar on standard error, with the time left.

    It is fed with what is done, the whole, and what is being done if that changes. Nothing is
    shown where standard error is no terminal.
    """
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    ) as bar:
        task = bar.add_task(title, total=None)

        def show(done: float, whole: float, doing: str = title) -> None:
            bar.update(task, completed=done, total=whole or None, description=doing)

        yield show


def finish(outcomes: Sequence[Outcome]) -> NoReturn:
    """End a batch: one item's error in a sentence, several items' in a table.

    Exit code 0 when all went well, 1 when some failed, 2 when all did.
    """
    failed = [outcome for outcome in outcomes if outcome.error]
    if len(outcomes) > 1 and failed:
        err.print(f"{len(failed)} of {len(outcomes)} failed:", style="bold")
        table = Table("item", "what went wrong", box=None, pad_edge=False)
        for outcome in failed:
            table.add_row(Text(Path(outcome.item).name, style="red"), Text(str(outcome.error)))
        err.print(table)
    elif failed and failed[0].error:
        fail(failed[0].error)
    raise typer.Exit(0 if not failed else 2 if len(failed) == len(outcomes) else 1)
