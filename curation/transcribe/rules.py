"""The rules by which transcripts are flagged, from `data/doubts.toml`, which names its sources."""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

RULES_FILE = Path(__file__).parent / "data" / "doubts.toml"


@dataclass(frozen=True, kw_only=True)
class LoopRule:
    """A piece of text whose speaking time is at least `unit_s` may follow itself this often."""

    unit_s: float
    copies: int


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The numbers of `doubts.toml`, which says what each means and where it comes from."""

    speech: float
    faint_speech: float
    slowest_pace: float
    omitted_s: float
    sure_speech: float
    invented_s: float
    slack_measured_s: float
    slack_estimated_s: float
    hurried_pace: float
    hurried_s: float
    silence_db: float
    doubtful_s: float
    mean_log_probability: float
    compression_ratio: float
    compressed_s: float
    hotword_speech_s: float
    hotword_speech_share: float
    hotword_overlap: float
    echo_list: float
    echo_apart_s: float
    loops: tuple[LoopRule, ...]
    phrases: tuple[str, ...]


@cache
def load_rules() -> Rules:
    """The rules that the program brings along."""
    read = tomllib.loads(RULES_FILE.read_text(encoding="utf-8"))
    lists = {"loops", "phrases"}
    numbers = {
        field.name: float(read[field.name]["value"])
        for field in fields(Rules)
        if field.name not in lists
    }
    return Rules(
        loops=tuple(
            LoopRule(unit_s=rule["unit_s"], copies=rule["copies"]) for rule in read["loops"]
        ),
        phrases=tuple(text for group in read["phrases"] for text in group["texts"]),
        **numbers,
    )
