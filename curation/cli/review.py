"""Commands of the review step."""

import typer

commands = typer.Typer()
