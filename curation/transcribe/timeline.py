"""The recording's time for times in windows put end to end, as diarizers hear them."""

from collections.abc import Iterator

from curation.transcribe.audio import SAMPLE_RATE_HZ
from curation.transcribe.windows import Window


class Timeline:
    """Takes windows in order by `add`, then says in `pieces` where a stretch of them is."""

    def __init__(self) -> None:
        self._heard_s = 0.0
        self._windows: list[tuple[float, float, float]] = []  # heard from, heard to, start_s

    def add(self, window: Window) -> None:
        """One more window, after the others."""
        first_s, self._heard_s = self._heard_s, self._heard_s + len(window.samples) / SAMPLE_RATE_HZ
        self._windows.append((first_s, self._heard_s, window.start_s))

    def pieces(self, first_s: float, last_s: float) -> Iterator[tuple[float, float]]:
        """Start and end in the recording of what was heard between two times, window by window."""
        for heard_s, heard_to_s, start_s in self._windows:
            begin_s, end_s = max(first_s, heard_s), min(last_s, heard_to_s)
            if begin_s < end_s:
                yield start_s + begin_s - heard_s, start_s + end_s - heard_s
