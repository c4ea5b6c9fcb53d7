"""Who says each word of a recording: by its channel, by voices that are known, or by a diarizer."""

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence

from curation.model import Word
from curation.transcribe.audio import Sound
from curation.transcribe.channels import MIX, Channels, channel_windows
from curation.transcribe.diarizer import Diarizer
from curation.transcribe.engine import Heard
from curation.transcribe.naming import name_speakers
from curation.transcribe.voices import Voice, phrases
from curation.transcribe.windows import Window

MIN_PIECE_S = 1.0  # a phrase that another speaker breaks into is not torn into less


class Speakers:
    """Takes what was heard in each window by `add`, then gives all words with their speakers.

    Channels that are heard apart are speakers; otherwise `voices` decide, or else what the
    diarizer hears; without either, nobody is named. `told_by` says so to users.
    """

    def __init__(
        self,
        channels: Channels = MIX,
        diarizer: Diarizer | None = None,
        *,
        voices: Sequence[Voice] = (),
        told_by: str = "",
    ) -> None:
        self.told_by = told_by
        self._channels = channels
        self._diarizer = None if channels.apart else diarizer
        self._voices = voices
        self._words: dict[int, list[Word]] = defaultdict(list)

    @property
    def listens(self) -> bool:
        """Whether it listens itself, which takes time."""
        return self._diarizer is not None

    def windows(self, sound: Sound) -> Iterator[Window]:
        """The windows to hear, in which each channel is by itself or all are mixed."""
        return channel_windows(sound, self._channels)

    def add(self, window: Window, heard: Heard) -> None:
        """Take the words of one more window, and let the diarizer listen to it."""
        channel = window.channel if self._channels.apart and window.channel is not None else 0
        self._words[channel].extend(heard.words)
        if self._diarizer:
            self._diarizer.add(window)

    def named(self) -> tuple[list[Word], list[str]]:
        """All words, and the speaker of each."""
        if self._channels.apart:
            return in_order({f"Channel {n + 1}": words for n, words in self._words.items()})
        words = self._words[0]
        voices = self._diarizer.voices() if self._diarizer and words else self._voices
        return words, name_speakers(words, voices)


def in_order(spoken: Mapping[str, Sequence[Word]]) -> tuple[list[Word], list[str]]:
    """Words of several speakers in order of time, and who says each.

    Where they speak at the same time, a phrase is only broken for one that begins in it, and
    where neither piece is shorter than `MIN_PIECE_S`: order by words alone would mix them up.
    """
    left = {name: deque(_pieces(name, spoken)) for name in spoken if spoken[name]}
    words: list[Word] = []
    names: list[str] = []
    while left:
        name = min(left, key=lambda name: left[name][0][0].start_s)
        piece = left[name].popleft()
        words.extend(piece)
        names.extend([name] * len(piece))
        if not left[name]:
            del left[name]
    return words, names


def _pieces(name: str, spoken: Mapping[str, Sequence[Word]]) -> Iterator[list[Word]]:
    """A speaker's phrases, broken where another speaker begins one in them."""
    begun = sorted(
        phrase[0].start_s
        for other, words in spoken.items()
        if other != name
        for phrase in phrases(words)
    )
    for phrase in phrases(spoken[name]):
        piece: list[Word] = []
        for number, word in enumerate(phrase):
            if piece and _breaks(piece, phrase[number:], begun):
                yield piece
                piece = []
            piece.append(word)
        yield piece


def _breaks(said: Sequence[Word], rest: Sequence[Word], begun: Sequence[float]) -> bool:
    """Whether another speaker begins between the last word said and the next one."""
    first = bisect_right(begun, said[-1].start_s)
    return (
        bisect_right(begun, rest[0].start_s) > first
        and rest[0].start_s - said[0].start_s >= MIN_PIECE_S
        and rest[-1].end_s - rest[0].start_s >= MIN_PIECE_S
    )
