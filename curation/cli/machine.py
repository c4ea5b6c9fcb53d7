"""Commands on this machine: speech models, and what is installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Column, Table

from curation.cli.console import err, out, print_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from curation.steps.doctor import Diagnosis
    from curation.transcribe.weights import Weights

commands = typer.Typer()
models = typer.Typer(
    help="Weights of speech models on this machine. Example: `curation models`",
    invoke_without_command=True,
)
commands.add_typer(models, name="models")

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
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
    for problem in found.problems:
        err.print(f"wrong: {problem}", style="red", markup=False)
