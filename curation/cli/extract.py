"""Commands of the extract step."""

import typer

commands = typer.Typer()
