import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from curation.errors import EngineError, InputError, OutputError
from curation.model import Word
from curation.transcribe.checkpoint import KeepingEngine, is_held, open_checkpoint
from curation.transcribe.engine import Ask, Heard
from curation.transcribe.windows import Window
from tests.transcribe.sounds import noise

WAY = {"engine": "counter 1", "language": "zh"}
WINDOWS = [Window(start_s=10.0 * number, samples=noise(1.0) * number) for number in range(1, 4)]


class Counter:
    """An engine that counts what it is asked for and times words oddly."""

    def __init__(self) -> None:
        self.heard: list[float] = []

    def hear(self, window: Window, ask: Ask) -> Heard:
        self.heard.append(window.start_s)
        chance = np.random.default_rng(round(window.start_s))
        words = [
            Word(
                text=f"词{number}",
                start_s=window.start_s + chance.random(),
                end_s=window.end_s + chance.random(),
                probability=chance.random() / 3 if number % 2 else None,
                timing="measured" if number % 3 else "estimated",
                space=bool(number % 5),
            )
            for number in range(200)
        ]
        return Heard(words=tuple(words), language=ask.language or "zh")


Hear = Callable[..., tuple[list[Heard], list[float], float]]


@pytest.fixture
def hear(tmp_path: Path) -> Hear:
    """Hear windows with the checkpoint of this test; what was heard, asked for, and gone on at."""

    def call(windows: list[Window]) -> tuple[list[Heard], list[float], float]:
        engine = Counter()
        with open_checkpoint(
            tmp_path / "s1" / "k.jsonl", recording=Path("a.wav"), way=WAY
        ) as checkpoint:
            end_s = checkpoint.end_s
            keeping = KeepingEngine(engine, checkpoint)
            heard = [keeping.hear(window, Ask()) for window in windows]
        return heard, engine.heard, end_s

    return call


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "s1" / "k.jsonl"


def test_checkpoint_gives_back_exactly_what_was_heard(hear: Hear) -> None:
    whole, asked, end_s = hear(WINDOWS)
    assert (asked, end_s) == ([10.0, 20.0, 30.0], 0.0)
    again, asked, end_s = hear(WINDOWS)
    assert (again, asked, end_s) == (whole, [], 31.0)


def test_checkpoint_goes_on_after_the_windows_it_has(hear: Hear) -> None:
    hear(WINDOWS[:2])
    whole, asked, end_s = hear(WINDOWS)
    assert (asked, end_s) == ([30.0], 21.0)
    assert (whole, [], 31.0) == hear(WINDOWS)


@pytest.mark.parametrize("keep", [1, -1, -100])
def test_checkpoint_hears_the_window_of_a_torn_line_again(
    hear: Hear, path: Path, keep: int
) -> None:
    whole, _, _ = hear(WINDOWS)
    *good, last = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(good) + last[:keep])
    again, asked, end_s = hear(WINDOWS)
    assert (again, asked, end_s) == (whole, [30.0], 21.0)
    assert len(path.read_bytes().splitlines()) == 4


@pytest.mark.parametrize("keep", [0, 10, -1])
def test_checkpoint_that_does_not_say_whose_it_is_starts_anew(
    hear: Hear, path: Path, keep: int
) -> None:
    whole, _, _ = hear(WINDOWS)
    good = path.read_bytes()
    path.write_bytes(good.splitlines(keepends=True)[0][:keep])
    assert hear(WINDOWS) == (whole, [10.0, 20.0, 30.0], 0.0)
    assert path.read_bytes() == good


def test_checkpoint_heard_in_another_way_is_refused_and_left_as_it_is(
    hear: Hear, path: Path
) -> None:
    hear(WINDOWS[:2])
    before = path.read_bytes()
    other = {"engine": "counter 2", "language": "zh", "hotwords": "3"}
    with (
        pytest.raises(InputError) as caught,
        open_checkpoint(path, recording=Path("a.wav"), way=other),
    ):
        pass
    assert str(caught.value) == (
        "a stopped run has heard a.wav up to 00:00:21 in another way (engine was counter 1, now"
        " counter 2; hotwords was not given, now 3); start it as it was to go on with it, or give"
        " --fresh to remove it and start anew"
    )
    assert path.read_bytes() == before
    assert hear(WINDOWS)[2] == 21.0
    with open_checkpoint(path, recording=Path("a.wav"), way=other, fresh=True) as checkpoint:
        assert checkpoint.end_s == 0.0


def test_checkpoint_says_when_a_program_has_it(hear: Hear, path: Path) -> None:
    hear(WINDOWS[:1])
    assert not is_held(path)
    with open_checkpoint(path, recording=Path("a.wav"), way=WAY):
        assert is_held(path)
    assert not is_held(path)


def test_checkpoint_keeps_what_was_heard_before_memory_ran_out(hear: Hear, path: Path) -> None:
    hear(WINDOWS[:1])

    class Greedy(Counter):
        def hear(self, window: Window, ask: Ask) -> Heard:
            np.empty(1 << 50)  # more than any machine has
            return super().hear(window, ask)

    with open_checkpoint(path, recording=Path("a.wav"), way=WAY) as checkpoint:
        engine = KeepingEngine(Greedy(), checkpoint)
        engine.hear(WINDOWS[0], Ask())
        with pytest.raises(EngineError, match=r"memory ran out at 00:00:20 of a\.wav.*goes on"):
            engine.hear(WINDOWS[1], Ask())
    assert hear(WINDOWS)[2] == 11.0


def test_checkpoint_trusts_nothing_after_a_damaged_line(hear: Hear, path: Path) -> None:
    whole, _, _ = hear(WINDOWS)
    origin, first, second, third = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(origin + first + b"\0" * (len(second) - 1) + b"\n" + third)
    again, asked, _ = hear(WINDOWS)
    assert (again, asked) == (whole, [20.0, 30.0])


@pytest.mark.parametrize(
    "other",
    [
        replace(WINDOWS[1], start_s=20.5),
        replace(WINDOWS[1], samples=WINDOWS[1].samples[:-1]),
        replace(WINDOWS[1], samples=-WINDOWS[1].samples),
    ],
)
def test_checkpoint_hears_again_what_is_cut_otherwise_or_sounds_otherwise(
    hear: Hear, other: Window
) -> None:
    hear(WINDOWS)
    changed = [WINDOWS[0], other, WINDOWS[2]]
    heard, asked, _ = hear(changed)
    assert asked == [other.start_s, 30.0]
    assert hear(changed) == (heard, [], 31.0)


def test_checkpoint_is_one_runs_at_a_time(hear: Hear, path: Path) -> None:
    hear(WINDOWS[:1])
    before = path.read_bytes()
    with (
        open_checkpoint(path, recording=Path("a.wav"), way=WAY),
        pytest.raises(OutputError, match=r"a\.wav is being transcribed by another program"),
        open_checkpoint(path, recording=Path("a.wav"), way=WAY, fresh=True),
    ):
        pass
    assert path.read_bytes() == before


def test_checkpoint_leaves_no_trace_when_it_is_discarded(path: Path) -> None:
    with open_checkpoint(path, recording=Path("a.wav"), way=WAY) as checkpoint:
        KeepingEngine(Counter(), checkpoint).hear(WINDOWS[0], Ask(language="en"))
        checkpoint.discard()
    assert not path.parent.exists()


def test_checkpoint_is_forgotten_when_it_shall_be(hear: Hear, path: Path) -> None:
    hear(WINDOWS)
    with open_checkpoint(path, recording=Path("a.wav"), way=WAY, fresh=True) as checkpoint:
        assert checkpoint.end_s == 0.0
    assert not path.exists()


def test_checkpoint_on_a_full_disk_says_so_and_keeps_the_windows_before(
    hear: Hear, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear(WINDOWS[:2])

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OutputError, match=r"k\.jsonl was not written: the disk is full"):
            hear(WINDOWS)
    assert hear(WINDOWS)[2] >= 21.0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_checkpoint_on_a_truly_full_disk_says_so(hear: Hear, path: Path) -> None:
    path.parent.mkdir()
    with open_checkpoint(path, recording=Path("a.wav"), way=WAY) as checkpoint:
        path.symlink_to("/dev/full")
        with pytest.raises(OutputError, match="the disk is full"):
            KeepingEngine(Counter(), checkpoint).hear(WINDOWS[0], Ask(language="en"))


def test_checkpoint_in_a_place_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "s1").write_text("a file where a folder should be")
    with (
        pytest.raises(OutputError, match=r"k\.jsonl was not written"),
        open_checkpoint(tmp_path / "s1" / "k.jsonl", recording=Path("a.wav"), way=WAY),
    ):
        pass
