"""Commands of the transcribe step."""

import typer

commands = typer.Typer()
