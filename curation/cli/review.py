"""Commands of the review step."""

import json
from pathlib import Path
from typing import Annotated

import typer

from curation.cli.console import err, out, print_json
from curation.settings import DEFAULT_PORT

commands = typer.Typer()


@commands.command()
def app(
    port: Annotated[int, typer.Option(help="Port on this machine.", min=1, max=65535)] = (
        DEFAULT_PORT
    ),
    browser: Annotated[bool, typer.Option(help="Open the link in your browser.")] = True,
) -> None:
    """Review candidates in your browser.

    Prints a link that only works until the app is stopped (Ctrl+C). Only this machine can
    reach it.

    Example: `curation app --no-browser`
    """
    from curation.steps.review import serve_app

    def announce(link: str) -> None:
        out.print(f"Open {link}", markup=False)
        err.print("Ctrl+C stops the app; everything decided is saved already.")
        if browser:
            from curation.review.server import open_browser

            open_browser(link)

    serve_app(announce, port=port)


@commands.command()
def replay(
    decisions: Annotated[Path, typer.Argument(help="JSON Lines, one decision a line.")],
    reviewer: Annotated[
        str, typer.Option(help="In whose name; yours unless given.", show_default=False)
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Make decisions that are kept in a file; doing it twice changes nothing.

    Each line names its candidate by session, kind and time or text. Exit code 1 when some
    lines found no candidate.

    Example: `curation replay recordings/demo/decisions.jsonl --reviewer demo`
    """
    from curation.steps.review import replay_decisions
    from curation.workbench import Workbench

    with Workbench.open() as workbench:
        result = replay_decisions(workbench, decisions, reviewer or None)
    if as_json:
        print_json(json.dumps(vars(result)).encode())
    else:
        out.print(f"{result.made} decisions made, {result.already} stood already.")
        for line in result.unmatched:
            err.print(f"No candidate: {line}", markup=False)
    raise typer.Exit(1 if result.unmatched else 0)
