"""The numbers of `data/speakers.toml`, by which speakers are told apart."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

RULES_FILE = Path(__file__).parent / "data" / "speakers.toml"


@cache
def speaker_rules(section: str) -> dict[str, Any]:
    """The numbers of one section by name."""
    numbers: dict[str, Any] = tomllib.loads(RULES_FILE.read_text(encoding="utf-8"))[section]
    return numbers
