from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from curation.errors import MediaError
from curation.transcribe.audio import SAMPLE_RATE_HZ, Samples, open_sound
from curation.transcribe.channels import (
    MIX,
    Channels,
    channel_windows,
    look_at_channels,
    without_bleed,
)
from tests.transcribe.sounds import noise, silence, speech, tone, write_channels, write_sound

TURN_S = 4.0
MINUTE = 60 * SAMPLE_RATE_HZ


def turns(*, channel: int) -> Samples:
    """Every other four seconds of a reading."""
    sound = speech(6 * TURN_S).reshape(6, -1).copy()
    sound[1 - channel :: 2] = 0
    return sound.reshape(-1) + noise(6 * TURN_S) / 100


def fainter(sound: Samples, decibel: float) -> Samples:
    return sound * np.float32(10 ** (-decibel / 20))


def later(sound: Samples, milliseconds: int) -> Samples:
    size = milliseconds * SAMPLE_RATE_HZ // 1000
    return np.concatenate([np.zeros(size, np.float32), sound[: len(sound) - size]])


def room(sound: Samples, seed: int) -> Samples:
    """The sound with 0.3 s of reverberation as loud as itself."""
    size = round(0.3 * SAMPLE_RATE_HZ)
    tail = np.random.default_rng(seed).standard_normal(size) * np.exp(-7 * np.arange(size) / size)
    response = np.concatenate([[1.0], tail / np.sqrt(np.square(tail).sum())])
    whole = len(sound) + len(response)
    echo = np.fft.irfft(np.fft.rfft(sound, whole) * np.fft.rfft(response, whole))
    return echo[: len(sound)].astype(np.float32)


FIRST, SECOND, BOTH = turns(channel=0), turns(channel=1), speech(6 * TURN_S)


def bleeding(decibel: float, change: Callable[[Samples, int], Samples]) -> list[Samples]:
    return [
        FIRST + change(fainter(later(SECOND, 4), decibel), 1),
        SECOND + change(fainter(later(FIRST, 4), decibel), 2),
    ]


@pytest.mark.parametrize(
    ("rows", "bleeds"),
    [
        ([FIRST, SECOND], False),
        ([FIRST, fainter(SECOND, 20)], False),
        ([speech(10), speech(20)[10 * SAMPLE_RATE_HZ :]], False),  # an interpreter at the same time
        (bleeding(15, room), True),
        (bleeding(10, lambda sound, _: sound), True),
    ],
)
def test_channels_that_differ_are_two_speakers(
    tmp_path: Path, rows: Sequence[Samples], bleeds: bool
) -> None:
    channels = look_at_channels(write_channels(tmp_path / "call.wav", rows))
    assert (channels.heard, channels.own_db is not None) == ((0, 1), bleeds)


@pytest.mark.parametrize(
    "rows",
    [
        [BOTH, BOTH],
        [BOTH, fainter(BOTH, 12) + noise(6 * TURN_S) / 100],
        [BOTH, later(BOTH, 10)],
        [room(BOTH, 1), room(BOTH, 2)],
        [BOTH + tone(6 * TURN_S, 220) / 3, BOTH + tone(6 * TURN_S, 277) / 3],  # music, wide
        [FIRST + fainter(SECOND, 3), SECOND + fainter(FIRST, 3)],  # two people before one device
        [np.concatenate([BOTH, silence(24)]), np.concatenate([silence(24), BOTH])],  # plugged over
        [silence(2), silence(2)],
    ],
)
def test_channels_that_hold_the_same_are_mixed(tmp_path: Path, rows: Sequence[Samples]) -> None:
    assert look_at_channels(write_channels(tmp_path / "talk.wav", rows)) == MIX


@pytest.mark.parametrize("other", [silence(24), noise(24), tone(24, 50)])
def test_channels_without_speech_are_left_out(tmp_path: Path, other: Samples) -> None:
    path = write_channels(tmp_path / "talk.wav", [other, BOTH])
    assert look_at_channels(path) == Channels(heard=(1,))


def test_channels_that_cancel_each_other_out_are_not_mixed(tmp_path: Path) -> None:
    channels = look_at_channels(write_channels(tmp_path / "talk.wav", [BOTH, -BOTH]))
    assert len(channels.heard) == 1


def test_channels_of_surround_sound_are_mixed_unless_asked_for(tmp_path: Path) -> None:
    rows = [silence(24), silence(24), FIRST, silence(24), SECOND, silence(24)]
    path = write_channels(tmp_path / "film.wav", rows, layout="5.1")
    assert look_at_channels(path) == MIX
    assert look_at_channels(path, "split").heard == (2, 4)


def test_channels_are_mixed_when_that_is_asked_for(tmp_path: Path) -> None:
    path = write_channels(tmp_path / "call.wav", [FIRST, SECOND])
    assert look_at_channels(path, "mix") == MIX


@pytest.fixture
def changing(tmp_path: Path) -> Path:
    """A file that has one channel first and then two."""
    mono = write_sound(tmp_path / "mono.aac", speech(6.0), codec="aac")
    stereo = write_channels(tmp_path / "stereo.aac", [FIRST, SECOND], codec="aac")
    path = tmp_path / "changing.aac"
    path.write_bytes(stereo.read_bytes() + mono.read_bytes())
    return path


def test_channels_that_change_midway_are_mixed(changing: Path) -> None:
    with open_sound(changing) as sound:
        assert {len(block) for block in sound.channel_blocks()} == {1, 2}
    assert look_at_channels(changing) == MIX


def test_channels_cannot_be_split_where_there_is_nothing_to_split(
    changing: Path, talk: Path, tmp_path: Path
) -> None:
    with pytest.raises(MediaError, match=r"changing\.aac changes its number of channels midway"):
        look_at_channels(changing, "split")
    with pytest.raises(MediaError, match=r"talk\.wav has only one channel; .*--channels mix"):
        look_at_channels(talk, "split")
    quiet = write_channels(tmp_path / "quiet.wav", [silence(3), silence(3)])
    with pytest.raises(MediaError, match=r"quiet\.wav: no speech was found"):
        look_at_channels(quiet, "split")


def test_channels_are_heard_apart_in_windows_of_their_own(tmp_path: Path) -> None:
    pause = silence(20.0)
    first = np.concatenate([speech(5.0), pause, silence(5.0), pause])
    second = np.concatenate([silence(5.0), pause, speech(5.0), pause])
    path = write_channels(tmp_path / "call.wav", [first, second])
    with open_sound(path) as sound:
        windows = list(channel_windows(sound, Channels(heard=(0, 1))))
    assert [window.channel for window in windows] == [0, 1]
    assert [window.start_s for window in windows] == pytest.approx([0.0, 25.0], abs=1.0)


@pytest.mark.parametrize("size", [1_000, 16_000, 100_000])
def test_channels_lose_what_the_other_microphone_hears(size: int) -> None:
    rows = np.stack(bleeding(10, room))
    blocks = [rows[:, first : first + size] for first in range(0, rows.shape[1], size)]
    clean = np.concatenate(list(without_bleed(iter(blocks), (-20.0, -20.0))), axis=1)
    assert clean.shape == rows.shape
    inside = slice(round(0.5 * SAMPLE_RATE_HZ), round(3.5 * SAMPLE_RATE_HZ))
    spoken, heard = clean[0, inside], clean[1, inside]  # the first speaker's first turn
    assert np.square(spoken).sum() > 0.98 * np.square(rows[0, inside]).sum()
    assert np.square(heard).sum() < 0.02 * np.square(rows[1, inside]).sum()
