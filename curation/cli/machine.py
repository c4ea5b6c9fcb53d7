"""Commands on this machine: speech models, and what is installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from curation.cli.console import err, out, print_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from curation.steps.doctor import Diagnosis
    from curation.steps.resume import StoppedRun
    from curation.transcribe.weights import Weights

commands = typer.Typer()
models = typer.Typer(
    help="Weights of speech models on this machine. Example: `curation models`",
    invoke_without_command=True,
)
commands.add_typer(models, name="models")

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
KB = 1_000
MB = 1_000_000
GB = 1_000_000_000


@models.callback()
def list_(context: typer.Context, as_json: Json = False) -> None:
    """List the weights that engines find on this machine."""
    if context.invoked_subcommand:
        return
    from curation.model import dump_json
    from curation.settings import read_settings
    from curation.steps.models import list_models
    from curation.transcribe.weights import Weights

    found = list_models(read_settings())
    if as_json:
        print_json(dump_json(found, tuple[Weights, ...]))
    else:
        out.print(_weights_table(found))


@models.command()
def add(
    name: Annotated[str, typer.Argument(help="What to call them, as in --model NAME.")],
    path: Annotated[Path, typer.Argument(help="A CTranslate2 folder or a .pt file.")],
) -> None:
    """Put Whisper's weights from a folder or file into the data folder's models.

    Example: `curation models add small ~/Downloads/faster-whisper-small`
    """
    from curation.settings import read_settings
    from curation.steps.models import add_model

    _say_added(add_model(read_settings(), name, path))


@models.command()
def fetch(
    name: Annotated[str, typer.Argument(help="tiny, base, small, medium, large-v3 …")],
    engine: Annotated[
        str, typer.Option(help="The engine that will use them: faster-whisper or whisper.")
    ] = "faster-whisper",
) -> None:
    """Download Whisper's weights; the only command that uses the network.

    Example: `curation models fetch small`
    """
    from curation.settings import read_settings
    from curation.steps.models import fetch_model

    _say_added(fetch_model(read_settings(), name, engine=engine))


@commands.command()
def doctor(as_json: Json = False) -> None:
    """Say what is installed, which engine would be taken and why, and what is wrong.

    Exit code 1 when something is wrong. Example: `curation doctor`
    """
    from curation.model import dump_json
    from curation.settings import read_settings
    from curation.steps.doctor import diagnose

    found = diagnose(read_settings())
    if as_json:
        print_json(dump_json(found))
    else:
        _show(found)
    raise typer.Exit(1 if found.problems else 0)


@commands.command()
def stopped(
    remove: Annotated[
        str | None, typer.Option(help="Forget the stopped runs of the session with this id.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List transcriptions that were stopped: what they heard is kept until they go on.

    The same `curation transcribe` goes on with one. Example: `curation stopped --remove my-talk`
    """
    from curation.model import dump_json
    from curation.settings import read_settings
    from curation.steps.resume import StoppedRun, forget_stopped_runs, stopped_runs

    transcripts = read_settings().transcripts
    if remove is not None:
        count = len(forget_stopped_runs(transcripts, remove))
        err.print(f"forgotten: {count} of session {remove}", markup=False)
    runs = stopped_runs(transcripts)
    if as_json:
        print_json(dump_json(runs, tuple[StoppedRun, ...]))
    else:
        out.print(_runs_table(runs) if runs else "no run is stopped")


def _runs_table(runs: Iterable[StoppedRun]) -> Table:
    from curation.transcribe.checkpoint import clock

    table = Table("session", "recording", "heard up to", "kB", Column("how", overflow="fold"))
    for run in runs:
        how = "; ".join(f"{name} {value}" for name, value in run.way.items() if name != "session")
        how = "running now" if run.running else how or "cannot be read: remove it"
        heard = clock(run.heard_s)
        size = f"{run.size_bytes / KB:.0f}"
        cells = (run.session_id, run.recording, heard, size, how)
        table.add_row(*(escape(cell) for cell in cells))
    return table


def _say_added(weights: Weights) -> None:
    out.print(f"{weights.name} for {weights.engine} is at {weights.path}", markup=False)


def _weights_table(found: Iterable[Weights]) -> Table:
    table = Table("name", "engine", "languages", "MB", Column("where", overflow="fold"))
    for weights in found:
        languages = ", ".join(weights.languages) or "about 100"
        size = f"{weights.size_bytes / MB:.0f}"
        table.add_row(weights.name, weights.engine, languages, size, str(weights.path))
    return table


def _show(found: Diagnosis) -> None:
    out.print(f"version      {found.version}", markup=False)
    out.print(f"data folder  {found.home}, {found.free_bytes / GB:.0f} GB free", markup=False)
    out.print(f"database     {found.database}", markup=False)
    for engine in found.engines:
        state = engine.version or f"not installed: pip install {engine.package}"
        out.print(f"engine       {engine.name} {state}", markup=False)
    for diarizer in found.diarizers:
        state = diarizer.missing or f"{diarizer.version} ({diarizer.credit})"
        out.print(f"diarizer     {diarizer.name}: {state}", markup=False)
    for choice in found.choices:
        taken = f"{choice.engine} ({choice.model})" if choice.engine else "none"
        out.print(f"auto, {choice.language}     {taken}: {choice.reason}", markup=False)
    out.print(_weights_table(found.weights))
    if found.stopped:
        out.print(f"stopped      {len(found.stopped)}; see `curation stopped`", markup=False)
    for problem in found.problems:
        err.print(f"wrong: {problem}", style="red", markup=False)
