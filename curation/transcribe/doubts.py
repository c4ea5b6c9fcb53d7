"""Doubts about a window: what its sound and what was heard in it do not agree on.

Each word needs some time to be spoken. Where people speak for longer than the words there can
take, words are missing; where words would take longer than anybody speaks, they are invented,
or hurried beyond what a mouth can do. `rules.py` has the numbers.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from curation.model import Flag, Word
from curation.transcribe.activity import FRAME_S, Activity
from curation.transcribe.repeats import phrases_in
from curation.transcribe.rules import Rules
from curation.transcribe.stretches import stretches
from curation.transcribe.words import TIME_DIGITS, speaking_time_s

LEAST_PROBABILITY = 1e-4  # engines round a smaller one to 0, which has no logarithm

Series = NDArray[np.float64]


def doubts_in(words: Sequence[Word], activity: Activity, rules: Rules) -> tuple[Flag, ...]:
    """The flags on what was heard in a window, in order of time."""
    activity = activity.padded(max((word.end_s for word in words), default=0.0))
    flags = [
        *_omissions(words, activity, rules),
        *_inventions(words, activity, rules),
        *_hurries(words, activity, rules),
        *_improbable(words, rules),
        *phrases_in(words, rules),
    ]
    return tuple(sorted(flags, key=lambda flag: (flag.start_s, flag.end_s, flag.kind)))


def _omissions(words: Sequence[Word], activity: Activity, rules: Rules) -> Iterator[Flag]:
    spoken = (activity.probabilities >= rules.speech) * FRAME_S
    scores = spoken - _needs(words, activity) / rules.slowest_pace
    for first, last, missing_s in stretches(scores, at_least=rules.omitted_s, part=rules.omitted_s):
        inside = activity.probabilities[first:last]
        if inside[inside >= rules.speech].mean() < rules.sure_speech:
            continue  # as music sounds to the detector
        yield _flag(
            "omission",
            activity,
            first,
            last,
            f"{missing_s:.1f} s of speech without words; listen, and add what is missing",
        )


def _inventions(words: Sequence[Word], activity: Activity, rules: Rules) -> Iterator[Flag]:
    """Words where nobody speaks, not even a little before or after."""
    faint = activity.probabilities >= rules.faint_speech
    scores = -FRAME_S * _widened(faint, rules.slack_measured_s)
    for timing, slack_s in (
        ("measured", rules.slack_measured_s),
        ("estimated", rules.slack_estimated_s),
    ):
        needs = _needs([word for word in words if word.timing == timing], activity)
        scores += np.where(_widened(faint, slack_s), 0.0, needs)
    for first, last, _ in stretches(scores, at_least=rules.invented_s, part=rules.invented_s):
        loud = activity.levels_db[first:last].max() >= rules.silence_db
        sound = "only noise or music" if loud else "silence"
        yield _flag(
            "hallucination",
            activity,
            first,
            last,
            f"words over {sound}; listen, and strike them if nobody speaks",
        )


def _hurries(words: Sequence[Word], activity: Activity, rules: Rules) -> Iterator[Flag]:
    scores = _needs(words, activity) / rules.hurried_pace - FRAME_S
    for first, last, _ in stretches(scores, at_least=rules.hurried_s, part=rules.hurried_s):
        yield _flag(
            "hurry",
            activity,
            first,
            last,
            "more words than can be said in this time; listen to what was said",
        )


def _improbable(words: Sequence[Word], rules: Rules) -> Iterator[Flag]:
    """Runs of words that the engine doubts, or all of them."""
    known = [word.probability for word in words if word.probability is not None]
    logs = [math.log(max(probability, LEAST_PROBABILITY)) for probability in known]
    if logs and sum(logs) / len(logs) < rules.mean_log_probability:
        note = "the engine is unsure of all of this; listen to it"
        yield Flag(kind="doubtful", start_s=words[0].start_s, end_s=words[-1].end_s, note=note)
        return
    for doubtful, group in groupby(words, key=lambda word: word.doubtful):
        run = list(group)
        if doubtful and len(run) > 1 and _time_of(run) >= rules.doubtful_s:
            note = f"the engine is unsure of these {len(run)} words; listen to them"
            yield Flag(kind="doubtful", start_s=run[0].start_s, end_s=run[-1].end_s, note=note)


def _time_of(words: Sequence[Word]) -> float:
    return sum(speaking_time_s(word.text) for word in words)


def _needs(words: Sequence[Word], activity: Activity) -> Series:
    """How much speaking time the words need in each frame."""
    needs = np.zeros(len(activity))
    for word in words:
        frames = activity.frames_between(word.start_s, word.end_s)
        first = min(frames.start, len(needs) - 1)
        last = min(frames.stop, len(needs))
        needs[first:last] += speaking_time_s(word.text) / (last - first)
    return needs


def _widened(frames: NDArray[np.bool_], slack_s: float) -> NDArray[np.bool_]:
    reach = round(slack_s / FRAME_S)
    return np.convolve(frames, np.ones(2 * reach + 1), mode="full")[reach : reach + len(frames)] > 0


def _flag(kind: str, activity: Activity, first: int, last: int, note: str) -> Flag:
    return Flag(
        kind=kind,
        start_s=round(activity.time_at(first), TIME_DIGITS),
        end_s=round(activity.time_at(last), TIME_DIGITS),
        note=note,
    )
