"""How many faults of an engine are flagged, and how many flags are false alarms.

Run it with `python -m benchmarks.transcribe.flags`. Speech is mixed with silence, noise and music;
its words, as Moonshine hears them in the speech alone, are said by a script that leaves some
out, invents some, or says them again and again. The numbers in `doubts.toml` were chosen with
the recordings of `TUNED_ON`; the figures are of others, in mixes made with other seeds.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from moonshine_voice.utils import get_assets_path

from curation.files import atomic_write
from curation.model import Flag, Word
from curation.transcribe.audio import SAMPLE_RATE_HZ, open_sound
from curation.transcribe.careful import CarefulEngine
from curation.transcribe.engine import Ask
from curation.transcribe.engines.moonshine import MoonshineEngine
from curation.transcribe.repeats import loops_in
from curation.transcribe.rules import load_rules
from curation.transcribe.windows import Window, speech_windows
from tests.transcribe.mixes import (
    SOUNDS,
    Fault,
    Mix,
    Part,
    Script,
    as_measured,
    drop_half,
    hurry,
    invent,
    loop,
    make_mix,
    omit,
)

RESULTS = Path(__file__).parents[1] / "results"
SHARED = Path("../shared/data/audio")
TUNED_ON = ("two_cities.wav", "covid19-en.opus")
NAMES = ("beckett.wav", "endgame_nagg_nell.wav", "clone-test.wav")  # Moonshine's own recordings
SHARED_NAMES = (
    "jfk.flac",
    "librispeech-1995-1837-0001.wav",
    "librivox_sas_0870.wav",
    "librivox_sas_0880.wav",
    "librivox_sas_0890.wav",
    "librivox_sas_0920.wav",
    "librivox_sas_0930.wav",
)
SEED = 2026
MIXES = 20
PARTS = 4  # of speech in a mix
SNR_DB = (None, 30.0, 20.0, 10.0)  # of a noise under the whole mix
SECTION_S = 30.0  # of windows that are cut by the clock
OMITTED_S = (1.5, 3.0, 6.0)
HOUR_S = 3600.0

Figures = dict[str, Any]


def main() -> None:
    """Measure, write `transcribe_flags.json` and `.md`, and print the table."""
    result = measure()
    with atomic_write(RESULTS / "transcribe_flags.json") as stream:
        stream.write(json.dumps(result, indent=2).encode() + b"\n")
    with atomic_write(RESULTS / "transcribe_flags.md") as stream:
        stream.write(page(result).encode())
    sys.stdout.write(page(result))


def measure(*, mixes: int = MIXES, seed: int = SEED, tuning: bool = False) -> Figures:
    """The figures of all faults, of words with measured and with estimated times."""
    parts = speech_parts(_recordings(tuning=tuning))
    result: Figures = {
        "speech_s": round(sum(len(part.samples) for part in parts) / SAMPLE_RATE_HZ, 1),
        "mixes": mixes,
        "seed": seed,
    }
    for timing in ("measured", "estimated"):
        result[timing] = _measure(parts, mixes, np.random.default_rng(seed), timing)
    return result


def speech_parts(paths: Sequence[Path]) -> list[Part]:
    """Windows of speech with the words that Moonshine hears in them."""
    engine = MoonshineEngine(MoonshineEngine.find_weights(Path())[0])
    parts = []
    for path in paths:
        with open_sound(path) as sound:
            for window in speech_windows(sound.blocks()):
                alone = Window(start_s=0.0, samples=window.samples)
                words = engine.hear(alone, Ask(language="en")).words
                if words:
                    parts.append(Part(samples=window.samples, words=words))
    return parts


def flags_of(words: Sequence[Word], windows: Sequence[Window]) -> list[Flag]:
    """The flags that a recording gets in which these words are heard."""
    engine = CarefulEngine(Script(words))
    heard = [engine.hear(window, Ask(language="en")) for window in windows]
    said = [word for item in heard for word in item.words]
    return [flag for item in heard for flag in item.flags] + list(loops_in(said, load_rules()))


def page(result: Figures) -> str:
    """The figures as a page in Markdown."""
    lines = [
        "# Flags on faulty transcripts",
        "",
        "Written by `python -m benchmarks.transcribe.flags`, which says how it is measured:"
        f" {result['mixes']} mixes a row from {result['speech_s']} s of speech, seed"
        f" {result['seed']}. A fault is caught when a flag of its kind overlaps it. What lies"
        " outside the windows of speech is never heard, so nothing can be invented there. A false"
        " alarm is a flag where nothing is wrong; a sentence that is heard twice in a row in one"
        " recording, of a play, counts as one whenever it is in a mix.",
        "",
    ]
    for timing in ("measured", "estimated"):
        figures = result[timing]
        lines += [
            f"## Words with {timing} times",
            "",
            "| Fault | never heard | heard | caught | by any flag |",
            "| -- | --: | --: | --: | --: |",
            *(
                f"| {name} | {row['prevented']} | {row['faults']} | {_share(row, 'caught')}"
                f" | {_share(row, 'any')} |"
                for name, row in figures["faults"].items()
            ),
            "",
            "| Noise under it | hours | false alarms an hour | of which |",
            "| -- | --: | --: | -- |",
            *(
                f"| {name} | {row['hours']:.2f} | {row['per_hour']:.1f} | {_kinds(row['kinds'])} |"
                for name, row in figures["false_alarms"].items()
            ),
            "",
        ]
    return "\n".join(lines)


def _share(row: dict[str, float], name: str) -> str:
    return f"{row[name]:.2f}" if row["faults"] else "–"


def _kinds(kinds: dict[str, int]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())) or "–"


def _recordings(*, tuning: bool) -> list[Path]:
    if tuning:
        return [get_assets_path() / TUNED_ON[0], Path("recordings/demo") / TUNED_ON[1]]
    shared = [SHARED / name for name in SHARED_NAMES]
    return [get_assets_path() / name for name in NAMES] + [path for path in shared if path.exists()]


def _measure(
    parts: Sequence[Part], count: int, random: np.random.Generator, timing: str
) -> Figures:
    caught: dict[str, Counter[str]] = defaultdict(Counter)
    alarms: dict[str, Counter[str]] = defaultdict(Counter)
    hours: Counter[str] = Counter()
    for number in range(count):
        snr_db = SNR_DB[number % len(SNR_DB)]
        mix = make_mix(_chosen(parts, random), random, sounds=tuple(SOUNDS), snr_db=snr_db)
        if timing == "measured":
            mix = Mix(samples=mix.samples, words=as_measured(mix.words, random), gaps=mix.gaps)
        windows = list(speech_windows([mix.samples]))
        noise = "none" if snr_db is None else f"{snr_db:.0f} dB below"
        hours[noise] += mix.duration_s / HOUR_S
        alarms[noise].update(flag.kind for flag in flags_of(mix.words, windows))
        for name, fault, heard_in in _faults(mix, windows, random):
            caught[name].update(_outcome(fault, flags_of(fault.words, heard_in), heard_in))
    return {
        "faults": {name: _shares(row) for name, row in caught.items()},
        "false_alarms": {
            noise: {
                "hours": round(hours[noise], 3),
                "per_hour": round(alarms[noise].total() / hours[noise], 2),
                "kinds": dict(alarms[noise]),
            }
            for noise in hours
        },
    }


def _chosen(parts: Sequence[Part], random: np.random.Generator) -> list[Part]:
    """Parts for a mix; none twice, for that would be a loop."""
    return [parts[int(number)] for number in random.choice(len(parts), PARTS, replace=False)]


def _faults(
    mix: Mix, windows: list[Window], random: np.random.Generator
) -> Iterator[tuple[str, Fault, list[Window]]]:
    for seconds in OMITTED_S:
        yield f"{seconds} s of words missing", omit(mix, random, seconds=seconds), windows
    yield "half a window or all of it missing", drop_half(mix, windows, random), windows
    yield "sentence invented, windows of speech", invent(mix, random), windows
    yield "sentence invented, windows by the clock", invent(mix, random), list(_by_clock(mix))
    yield "loop", loop(mix, random), windows
    yield "15 words too many in half a second", hurry(mix, random), windows


def _by_clock(mix: Mix) -> Iterator[Window]:
    step = int(SECTION_S * SAMPLE_RATE_HZ)
    for first in range(0, len(mix.samples), step):
        yield Window(start_s=first / SAMPLE_RATE_HZ, samples=mix.samples[first : first + step])


def _outcome(fault: Fault, flags: Sequence[Flag], windows: Sequence[Window]) -> Counter[str]:
    """Whether it was caught; a fault that the engine cannot commit in these windows is none."""
    start_s, end_s = fault.spans[0] if fault.spans else (0.0, 0.0)
    middle_s = (start_s + end_s) / 2
    if not any(window.start_s <= middle_s < window.end_s for window in windows):
        return Counter(prevented=1)
    there = {flag.kind for flag in flags if flag.start_s < end_s and start_s < flag.end_s}
    return Counter(faults=1, caught=fault.kind in there, any=bool(there))


def _shares(row: Counter[str]) -> dict[str, float]:
    faults = max(row["faults"], 1)
    return {
        "faults": row["faults"],
        "prevented": row["prevented"],
        "caught": round(row["caught"] / faults, 3),
        "any": round(row["any"] / faults, 3),
    }


if __name__ == "__main__":
    main()
