"""The `curation` command."""

from curation.cli.app import main

__all__ = ["main"]
