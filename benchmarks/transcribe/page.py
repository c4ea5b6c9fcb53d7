"""The figures of transcription as tables."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from benchmarks.transcribe.results import table

OURS = "curation"
NAMES = {"openai_whisper": "openai-whisper", "faster_whisper": "faster-whisper"}
SPEED = ("", "CPU s/min", "wall s/min", "memory, MiB", "ours: CPU", "ours: memory")


def summary(result: Mapping[str, Any]) -> str:
    """The tables alone."""
    return "\n".join(
        [
            _speed(result["speed"], result["timed_s"]),
            _speed(result["moonshine"], result["timed_s"]),
            _wer(result["wer"]),
            _memory(result["memory"]),
            _kills(result["kills"]),
            *_flags(result),
        ]
    )


def page(result: Mapping[str, Any]) -> str:
    """The tables with what must be known to read them."""
    machine = result["machine"]
    return "\n".join(
        [
            "# Transcription against its peers",
            "",
            "Written by `make bench-transcribe`; [how it is measured](../transcribe/README.md).",
            "",
            "## Whisper with random weights, and Moonshine",
            "",
            "Seconds for one minute of sound. The last two columns are ours divided by the"
            " peer's. The",
            "weights have the dimensions of the named models and random values: they tell what"
            " decoding costs,",
            "nothing about accuracy.",
            "",
            summary(result),
            f"- Measured at {result['measured_at']} on {machine['processor']}, {machine['cores']}"
            f" cores; {machine['system']}; {result['threads']} thread(s) each; load of the machine"
            f" at the end {result['machine_load']:.1f}. Where it is above the number of cores,"
            " others disturbed the wall times, and only those of the CPU count.",
            "",
        ]
    )


def _speed(rows: Iterable[Mapping[str, Any]], timed_s: float) -> str:
    ours: Mapping[str, Any] = {}
    lines = []
    for row in rows:
        if row["system"] == OURS:
            ours = row
        lines.append(_speed_line(row, ours, timed_s / 60))
    return table(SPEED, lines)


def _speed_line(row: Mapping[str, Any], ours: Mapping[str, Any], minutes: float) -> list[str]:
    system = NAMES.get(row["system"], row["system"])
    without = ", no word times" if row.get("word_times") is False else ""
    figures = [row["cpu_s"] / minutes, row["wall_s"] / minutes]
    ratios = ["", ""]
    if row is not ours:
        ratios = [f"{ours[key] / row[key]:.2f}" for key in ("cpu_s", "memory_mib")]
    return [
        f"{row['title']}: {system} {row['version']}{without}",
        *(f"{figure:.2f}" for figure in figures),
        f"{row['memory_mib']:.0f}",
        *ratios,
    ]


def _wer(found: Mapping[str, Any]) -> str:
    heads = ("word error rate of Moonshine, Whisper normaliser", "real recordings", "the demo")
    rows = [
        [
            name if name == OURS else f"plain {name}",
            *(
                f"{one['wer']:.3f} ({one['wrong']} of {one['words']})"
                for one in (found[name]["real"], found[name]["demo"])
            ),
        ]
        for name in found
    ]
    return table(heads, rows)


def _memory(found: Iterable[Mapping[str, Any]]) -> str:
    heads = ("memory by length", "minutes", "loaded, MiB", "peak, MiB", "CPU s")
    rows = [
        [
            "decoding and finding speech" if row["engine"] == "none" else row["engine"],
            f"{row['decoded_min']:.0f}",
            f"{row['loaded_mib']}",
            f"{row['peak_mib']}",
            f"{row['cpu_s']:.0f}",
        ]
        for row in found
    ]
    return table(heads, rows)


def _kills(found: Mapping[str, Mapping[str, Any]]) -> str:
    heads = ("killed at random points", "kills", "windows heard twice by one kill", "transcript")
    rows = [
        [
            name,
            f"{one['kills']}",
            f"at most {one['most_by_one_kill']}",
            "identical" if one["identical"] else "DIFFERS",
        ]
        for name, one in found.items()
    ]
    return table(heads, rows)


def _flags(result: Mapping[str, Any]) -> list[str]:
    if "flags" not in result:
        return []
    return ["Flags:", "", "```json", json.dumps(result["flags"], indent=1), "```", ""]
