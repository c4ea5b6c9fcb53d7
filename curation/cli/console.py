"""What the commands print, and how they end."""

import sys
from collections.abc import Sequence
from typing import NoReturn

import typer
from rich.console import Console
from rich.table import Table

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


def finish(outcomes: Sequence[Outcome]) -> NoReturn:
    """End a batch: one item's error in a sentence, several items' in a table.

    Exit code 0 when all went well, 1 when some failed, 2 when all did.
    """
    failed = [outcome for outcome in outcomes if outcome.error]
    if len(outcomes) > 1 and failed:
        table = Table("file", "what went wrong", title=f"{len(failed)} of {len(outcomes)} failed")
        for outcome in failed:
            table.add_row(outcome.item, str(outcome.error))
        err.print(table)
    elif failed and failed[0].error:
        fail(failed[0].error)
    raise typer.Exit(0 if not failed else 2 if len(failed) == len(outcomes) else 1)
