"""One command per step; every error a user can mend becomes one sentence and exit code 2."""

import sys

import typer

from curation.cli import alike, demo, extract, release, review, train, transcribe
from curation.cli.console import err, fail
from curation.errors import CurationError

app = typer.Typer(
    name="curation",
    help="Turn recorded clinical-experience sessions into curated, cited question-and-answer sets.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
for step in (transcribe, extract, alike, train, review, release, demo):
    app.add_typer(step.commands)


def main() -> None:
    """Run the command line; exit 0 done, 1 some items failed, 2 wrong use or input."""
    try:
        app()
    except CurationError as error:
        fail(error)
        sys.exit(2)
    except KeyboardInterrupt:
        err.print("Stopped; what was finished is kept. Run the same command to go on.")
        sys.exit(130)
