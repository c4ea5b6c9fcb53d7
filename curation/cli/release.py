"""Commands of the release step."""

import typer

commands = typer.Typer()
