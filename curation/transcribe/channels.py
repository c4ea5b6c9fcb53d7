"""Which of a recording's channels are heard apart: those that carry a speaker of their own.

The whole file is looked at first, in steps of a tenth of a second. What is kept of it is the
level of each channel, so that memory is small however long it is. Thresholds and where they
come from: `data/speakers.toml`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from curation.errors import MediaError
from curation.transcribe.audio import SAMPLE_RATE_HZ, Samples, Sound, open_sound
from curation.transcribe.speaker_rules import speaker_rules
from curation.transcribe.windows import Cutter, Window, speech_windows

FAINTEST_DB = -90.0  # stands for digital silence
FLOOR_PERCENTILE, TOP_PERCENTILE = 10, 99  # of a channel's levels: its noise, and its speaker
COMPARED_EVERY = 4  # frames; waveforms are compared in one of so many

Wanted = Literal["auto", "mix", "split"]
CHOICES: tuple[Wanted, ...] = get_args(Wanted)
Levels = NDArray[np.float32]  # in dB of full scale, a row a channel, a column a frame


@dataclass(frozen=True, kw_only=True)
class Channels:
    """How a recording's channels are heard.

    Each of `heard` is heard apart, and is a speaker where there are several; the mix of all
    channels is heard where there are none. `own_db` is how loud each channel of the file is when
    its own speaker speaks, if the microphones hear each other's speakers.
    """

    heard: tuple[int, ...] = ()
    own_db: tuple[float, ...] | None = None

    @property
    def apart(self) -> bool:
        """Whether each channel is a speaker."""
        return len(self.heard) > 1


MIX = Channels()


def look_at_channels(path: Path, wanted: Wanted = "auto") -> Channels:
    """How to hear a recording's channels; `auto` hears two apart that differ, else the mix.

    Raises
    ------
    MediaError
        when the file cannot be decoded, or cannot be split.
    """
    if wanted == "mix":
        return MIX
    with open_sound(path) as sound:
        count = sound.facts.channels
        if wanted == "auto" and count != 2:
            return MIX
        survey = _survey(sound, count) if count > 1 else None
    if survey is None:
        if wanted == "auto":
            return MIX
        what = "has only one channel" if count < 2 else "changes its number of channels midway"
        raise MediaError(f"{path} {what}; transcribe it with --channels mix")
    return _split(survey, path) if wanted == "split" else _decide(survey)


def channel_windows(sound: Sound, channels: Channels) -> Iterator[Window]:
    """Windows of speech in each channel that is heard, those of a section channel by channel."""
    if not channels.heard:
        yield from speech_windows(sound.blocks())
        return
    blocks = sound.channel_blocks()
    if channels.own_db:
        blocks = without_bleed(blocks, channels.own_db)
    cutters = [Cutter(channel) for channel in channels.heard]
    for block in blocks:
        for channel, cutter in zip(channels.heard, cutters, strict=True):
            yield from cutter.add(block[channel])
    for cutter in cutters:
        yield from cutter.end()


def without_bleed(blocks: Iterable[Samples], own_db: tuple[float, ...]) -> Iterator[Samples]:
    """The sound with each channel muted where another one's speaker is heard in it."""
    size = _frame_size()
    wait = (
        speaker_rules("channels")["bleed_frames"] // 2
    )  # frames before and after one that count for it
    rest = np.zeros((len(own_db), wait * size), np.float32)  # silence before the first frame
    for block in blocks:
        rest = np.concatenate([rest, block], axis=1)
        whole = rest.shape[1] // size - 2 * wait
        if whole > 0:
            yield _muted(rest, whole, wait, own_db)
            rest = rest[:, whole * size :]
    missing = -rest.shape[1] % size
    end = np.pad(rest, ((0, 0), (0, missing + wait * size)))
    whole = end.shape[1] // size - 2 * wait
    yield _muted(end, whole, wait, own_db)[:, : rest.shape[1] - wait * size]


def _muted(sound: Samples, count: int, wait: int, own_db: tuple[float, ...]) -> Samples:
    """Frames `wait` to `wait` + `count`, muted where, with those around, another one is louder."""
    size = _frame_size()
    power = _power(sound[:, : (count + 2 * wait) * size])
    around = np.lib.stride_tricks.sliding_window_view(power, 2 * wait + 1, axis=1).mean(axis=2)
    relative = _decibel(around) - np.array(own_db, np.float32)[:, np.newaxis]
    own = relative > relative.max(axis=0) - speaker_rules("channels")["bleed_margin_db"]
    muted: Samples = sound[:, wait * size : (wait + count) * size] * np.repeat(own, size, axis=1)
    return muted


@dataclass(kw_only=True)
class _Survey:
    """What was seen of all channels: levels, likeness of waveforms (by frame), and the mix."""

    levels: list[Levels] = field(default_factory=list)
    likeness: list[Levels] = field(default_factory=list)  # one row, `COMPARED_EVERY` frames apart
    power: float = 0.0  # sum of the loudest channel's and the mix's power over frames
    mixed: float = 0.0


def _survey(sound: Sound, count: int) -> _Survey | None:
    """A look at all of the sound; None where the number of channels changes."""
    survey = _Survey()
    step = _frame_size() * COMPARED_EVERY
    rest = np.zeros((count, 0), np.float32)
    powers = np.zeros(count)
    for block in sound.channel_blocks():
        if len(block) != count:
            return None
        rest = np.concatenate([rest, block], axis=1)
        size = rest.shape[1] // step * step
        if size:
            section, rest = rest[:, :size], rest[:, size:]
            survey.levels.append(_levels(section))
            survey.likeness.append(_likeness(section))
            powers += np.square(section, dtype=np.float64).sum(axis=1)
            survey.mixed += float(np.square(section.mean(axis=0), dtype=np.float64).sum())
    survey.power = float(powers.max())
    return survey if survey.levels else None


def _decide(survey: _Survey) -> Channels:
    numbers = speaker_rules("channels")
    levels = np.concatenate(survey.levels, axis=1)
    loud = _loud(levels)
    seconds = loud.sum(axis=1) * numbers["frame_s"]
    share = loud.sum(axis=1) / max(loud.any(axis=0).sum(), 1)
    speaking = (seconds >= numbers["min_speech_s"]) & (share >= numbers["min_share"])
    if speaking.sum() == 1:
        return Channels(heard=(int(speaking.argmax()),))
    if speaking.all() and _take_turns(loud) and _alike(levels, loud) < numbers["max_likeness"]:
        return _apart(survey, levels, loud, tuple(range(len(levels))))
    if survey.mixed < numbers["min_mix_power"] * survey.power:
        return Channels(heard=(int(levels.mean(axis=1).argmax()),))
    return MIX


def _split(survey: _Survey, path: Path) -> Channels:
    levels = np.concatenate(survey.levels, axis=1)
    loud = _loud(levels)
    heard = tuple(int(channel) for channel in np.flatnonzero(loud.any(axis=1)))
    if not heard:
        raise MediaError(
            f"{path}: no speech was found in it; check that it is the right file and not silent"
        )
    return _apart(survey, levels, loud, heard)


def _apart(
    survey: _Survey, levels: Levels, loud: NDArray[np.bool_], heard: tuple[int, ...]
) -> Channels:
    """These channels apart, and how loud each is by itself if there is bleed between them."""
    together = loud.sum(axis=0)[::COMPARED_EVERY] > 1
    likeness = np.concatenate(survey.likeness)[together]
    if not likeness.size or np.median(likeness) < speaker_rules("channels")["bleed_from"]:
        return Channels(heard=heard)
    own = np.percentile(levels, TOP_PERCENTILE, axis=1)
    return Channels(heard=heard, own_db=tuple(float(level) for level in own))


def _loud(levels: Levels) -> NDArray[np.bool_]:
    numbers = speaker_rules("channels")
    floor = _floor(levels) + numbers["loud_db"]
    loud: NDArray[np.bool_] = levels > np.maximum(floor, numbers["silence_db"])
    return loud


def _floor(levels: Levels) -> Levels:
    floor: Levels = np.percentile(levels, FLOOR_PERCENTILE, axis=1, keepdims=True)
    return floor


def _take_turns(loud: NDArray[np.bool_]) -> bool:
    """False where one channel ends before the other begins, as when a cable was plugged over."""
    spans = [np.percentile(np.flatnonzero(row), (2, 98)) for row in loud]
    return bool(spans[0][0] < spans[1][1] and spans[1][0] < spans[0][1])


def _alike(levels: Levels, loud: NDArray[np.bool_]) -> float:
    """How alike two channels' levels go up and down, by Pearson's r."""
    either = loud.any(axis=0)
    first, second = np.maximum(levels, _floor(levels))[:, either]
    if first.std() == 0 or second.std() == 0:
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def _levels(sound: Samples) -> Levels:
    return _decibel(_power(sound))


def _power(sound: Samples) -> Levels:
    """The mean power of each channel in each frame."""
    power: Levels = np.square(sound.reshape(len(sound), -1, _frame_size())).mean(axis=2)
    return power


def _decibel(power: Levels) -> Levels:
    levels: Levels = 10 * np.log10(np.maximum(power, 10 ** (FAINTEST_DB / 10)))
    return levels


def _likeness(sound: Samples) -> Levels:
    """The highest correlation of the two loudest channels' waveforms, whatever their shift."""
    size = _frame_size()
    frames = sound.reshape(len(sound), -1, size)[:, ::COMPARED_EVERY]
    order = np.argsort(np.square(frames).sum(axis=2), axis=0)[-2:, :, np.newaxis]
    pair = np.take_along_axis(frames, order, axis=0)
    shift = int(speaker_rules("channels")["max_shift_s"] * SAMPLE_RATE_HZ)
    spectrum = np.fft.rfft(pair, size + shift, axis=2)
    product = np.fft.irfft(spectrum[0] * spectrum[1].conj(), size + shift, axis=1)
    near = np.concatenate([product[:, : shift + 1], product[:, -shift:]], axis=1)
    energy = np.sqrt(np.square(pair).sum(axis=2).prod(axis=0))
    likeness: Levels = np.abs(near).max(axis=1) / np.maximum(energy, 1e-9)
    return likeness


def _frame_size() -> int:
    return int(speaker_rules("channels")["frame_s"] * SAMPLE_RATE_HZ)
