"""Mixes of speech, silence, noise and music whose words are known, and what can go wrong with them.

An engine is played by a script: it says those words of the mix that lie in the window it gets,
after some were taken away, added or said again. What it ought to be flagged for is known then.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from curation.model import Word
from curation.transcribe.audio import SAMPLE_RATE_HZ, Samples
from curation.transcribe.engine import Ask, Heard
from curation.transcribe.windows import Window
from curation.transcribe.words import speaking_time_s, spread

LEVEL = 0.05  # root mean square of every sound between speech
JITTER_S = 0.1  # standard deviation of a measured word's time
INVENTED = (
    "so that is really all we have for today",
    "let us go on to the next question please",
    "and then he said that it was not the case",
    "我们今天的内容就到这里吧",
)

Random = np.random.Generator
Span = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Part:
    """Speech and its words, whose times count from its own start."""

    samples: Samples
    words: tuple[Word, ...]


@dataclass(frozen=True, kw_only=True)
class Mix:
    """Speech with other sounds between it; `gaps` are where, and which."""

    samples: Samples
    words: tuple[Word, ...]
    gaps: tuple[tuple[float, float, str], ...]

    @property
    def duration_s(self) -> float:
        return len(self.samples) / SAMPLE_RATE_HZ


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What an engine does wrong in a mix, where, and how it is to be flagged."""

    kind: str
    spans: tuple[Span, ...]
    words: tuple[Word, ...]


class Script:
    """An engine that says what it is told to say, as far as it lies in the window."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = words

    def hear(self, window: Window, ask: Ask) -> Heard:
        inside = (
            word
            for word in self._words
            if window.start_s <= (word.start_s + word.end_s) / 2 < window.end_s
        )
        return Heard(words=tuple(inside), language=ask.language or "en")


def silence(size: int, random: Random) -> Samples:
    del random
    return np.zeros(size, np.float32)


def white(size: int, random: Random) -> Samples:
    return _coloured(size, random, slope=0.0)


def pink(size: int, random: Random) -> Samples:
    return _coloured(size, random, slope=0.5)


def brown(size: int, random: Random) -> Samples:
    return _coloured(size, random, slope=1.0)


def hum(size: int, random: Random) -> Samples:
    """Mains hum with its overtones."""
    hertz = random.choice([50.0, 60.0])
    return _levelled(sum((_tone(size, hertz * n) / n for n in (1, 2, 3, 5)), np.zeros(size)))


def chords(size: int, random: Random) -> Samples:
    """Three notes at a time, a new chord each second or two."""
    return _levelled(_played(size, random, notes=3, shortest_s=1.0, longest_s=2.0))


def melody(size: int, random: Random) -> Samples:
    return _levelled(_played(size, random, notes=1, shortest_s=0.15, longest_s=0.6))


def drums(size: int, random: Random) -> Samples:
    """Bursts of noise that die away, four to the second."""
    beat = SAMPLE_RATE_HZ // 4
    fall = np.exp(-(np.arange(size) % beat) / (0.04 * SAMPLE_RATE_HZ))
    return _levelled(random.standard_normal(size) * fall)


SOUNDS: Mapping[str, Callable[[int, Random], Samples]] = {
    "silence": silence,
    "white noise": white,
    "pink noise": pink,
    "brown noise": brown,
    "hum": hum,
    "chords": chords,
    "melody": melody,
    "drums": drums,
}


def make_mix(
    parts: Sequence[Part], random: Random, *, sounds: Sequence[str], snr_db: float | None = None
) -> Mix:
    """Parts in their order with one of the sounds after each, for 1.5 to 8 seconds.

    A noise lies under all of it, this far below the speech.
    """
    pieces: list[Samples] = []
    words: list[Word] = []
    gaps: list[tuple[float, float, str]] = []
    size = 0
    for part, name in zip(parts, random.choice(list(sounds), len(parts)), strict=True):
        at_s = size / SAMPLE_RATE_HZ
        words += [_moved(word, at_s) for word in part.words]
        gap = SOUNDS[str(name)](round(random.uniform(1.5, 8.0) * SAMPLE_RATE_HZ), random)
        pieces += [part.samples, gap]
        size += len(part.samples)
        gaps.append((size / SAMPLE_RATE_HZ, (size + len(gap)) / SAMPLE_RATE_HZ, str(name)))
        size += len(gap)
    samples = np.concatenate(pieces)
    if snr_db is not None:
        loud = np.sqrt(np.mean(np.square(np.concatenate([part.samples for part in parts]))))
        samples = samples + pink(size, random) / LEVEL * loud * 10 ** (-snr_db / 20)
    return Mix(samples=samples.astype(np.float32), words=tuple(words), gaps=tuple(gaps))


def as_measured(words: Sequence[Word], random: Random) -> tuple[Word, ...]:
    """The same words as an engine gives them that measures their times, and not quite rightly."""
    moved = []
    for word in words:
        start_s, end_s = np.sort(
            np.maximum(random.normal([word.start_s, word.end_s], JITTER_S), 0.0)
        )
        moved.append(replace(word, start_s=float(start_s), end_s=float(end_s), timing="measured"))
    return tuple(sorted(moved, key=lambda word: word.start_s))


def omit(mix: Mix, random: Random, *, seconds: float) -> Fault:
    """Words are missing for some seconds of speech."""
    first = int(random.integers(len(mix.words)))
    start_s = mix.words[first].start_s
    gone = [word for word in mix.words[first:] if word.end_s <= start_s + seconds] or [
        mix.words[first]
    ]
    left = tuple(word for word in mix.words if word not in gone)
    return Fault(kind="omission", spans=(_span(gone),), words=left)


def drop_half(mix: Mix, windows: Sequence[Window], random: Random) -> Fault:
    """The second half of a window's words is missing, or all of them."""
    chosen = windows[int(random.integers(len(windows)))]
    heard = Script(mix.words).hear(chosen, Ask()).words
    gone = heard[len(heard) // 2 :] if random.random() < 0.5 else heard
    left = tuple(word for word in mix.words if word not in gone)
    return Fault(kind="omission", spans=(_span(gone),) if gone else (), words=left)


def invent(mix: Mix, random: Random) -> Fault:
    """A sentence stands in one of the gaps, where nobody says anything."""
    start_s, end_s, _ = mix.gaps[int(random.integers(len(mix.gaps)))]
    text = INVENTED[int(random.integers(len(INVENTED)))]
    length_s = min(end_s - start_s, speaking_time_s(text) * random.uniform(0.8, 1.5))
    begin_s = random.uniform(start_s, end_s - length_s)
    said = spread(text, begin_s, begin_s + length_s, timing="measured")
    return _with(mix, said, kind="hallucination")


def loop(mix: Mix, random: Random) -> Fault:
    """A piece of one to eight words is said again and again in the place of what follows it."""
    size = int(random.choice([1, 2, 3, 5, 8]))
    copies = int(random.integers(8, 16) if size == 1 else random.integers(4, 10))
    first = int(random.integers(len(mix.words) - size))
    piece = mix.words[first : first + size]
    seconds = sum(speaking_time_s(word.text) for word in piece) * copies * 0.8
    start_s = piece[0].start_s
    end_s = min(start_s + max(seconds, 1.0), mix.duration_s)
    text = " ".join(word.text for word in piece * copies)
    said = spread(text, start_s, end_s, timing="measured")
    left = tuple(word for word in mix.words if not start_s <= word.start_s < end_s)
    return _with(replace(mix, words=left), said, kind="loop")


def hurry(mix: Mix, random: Random) -> Fault:
    """Fifteen words more than were said stand in half a second."""
    word = mix.words[int(random.integers(len(mix.words)))]
    others = random.choice(len(mix.words), 15)
    text = " ".join(mix.words[int(number)].text for number in others)
    said = spread(text, word.start_s, word.start_s + 0.5, timing="measured")
    return _with(mix, said, kind="hurry")


def _with(mix: Mix, said: Sequence[Word], *, kind: str) -> Fault:
    words = sorted([*mix.words, *said], key=lambda word: word.start_s)
    return Fault(kind=kind, spans=(_span(said),), words=tuple(words))


def _span(words: Sequence[Word]) -> Span:
    return words[0].start_s, words[-1].end_s


def _moved(word: Word, seconds: float) -> Word:
    return replace(word, start_s=word.start_s + seconds, end_s=word.end_s + seconds)


def _coloured(size: int, random: Random, *, slope: float) -> Samples:
    """Noise whose amplitude falls with frequency to the power of `slope`."""
    spectrum = np.fft.rfft(random.standard_normal(size))
    hertz = np.maximum(np.fft.rfftfreq(size, 1 / SAMPLE_RATE_HZ), 20.0)
    return _levelled(np.fft.irfft(spectrum / hertz**slope, size))


def _levelled(samples: np.ndarray) -> Samples:
    return (samples * LEVEL / np.sqrt(np.mean(np.square(samples)))).astype(np.float32)


def _tone(size: int, hertz: float) -> np.ndarray:
    return np.sin(2 * np.pi * hertz * np.arange(size) / SAMPLE_RATE_HZ)


def _played(
    size: int, random: Random, *, notes: int, shortest_s: float, longest_s: float
) -> np.ndarray:
    """Notes of a scale with overtones, each of which swells and dies away."""
    scale = 220.0 * 2 ** (np.array([0, 2, 4, 5, 7, 9, 11, 12, 14, 16]) / 12)
    out = np.zeros(size)
    at = 0
    while at < size:
        length = min(round(random.uniform(shortest_s, longest_s) * SAMPLE_RATE_HZ), size - at)
        fall = np.minimum(np.arange(length) / 400, 1) * np.exp(-np.arange(length) / 8000)
        for hertz in random.choice(scale, notes, replace=False):
            out[at : at + length] += fall * sum(
                _tone(length, hertz * n) / n**1.5 for n in range(1, 6)
            )
        at += length
    return out
