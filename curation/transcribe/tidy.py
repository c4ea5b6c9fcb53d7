"""What is made of an engine's words before they are kept: possible times, one Chinese script."""

from collections.abc import Sequence
from dataclasses import replace

from curation.model import Word
from curation.transcribe.engine import Ask, Engine, Heard
from curation.transcribe.script import Script, in_script
from curation.transcribe.windows import Window
from curation.transcribe.words import TIME_DIGITS, speaking_time_s

# A word lasts no longer than this many times what it takes to say, or this long: our own
# judgement. Engines stretch words over the pause before or after them.
SLOWEST = 4.0
LONGEST_S = 1.5
OVERLAP_S = 0.02  # one of Whisper's steps: words that share no more are taken as they are
NO_CHINESE = ("ja", "ko")  # written with characters that must not be converted


class TidyEngine:
    """An engine whose words have times that are possible, and the script that is wanted."""

    def __init__(self, engine: Engine, *, script: Script = "") -> None:
        self._engine = engine
        self._script: Script = script

    def hear(self, window: Window, ask: Ask) -> Heard:
        """What the engine hears; a time that had to be changed is marked as estimated."""
        heard = self._engine.hear(window, ask)
        words = possible_times(heard.words, window)
        if heard.language not in NO_CHINESE:
            words = in_script(words, self._script)
        return replace(heard, words=words)


def possible_times(words: Sequence[Word], window: Window) -> tuple[Word, ...]:
    """The words of a window in order of time, none over the next one or longer than a word is."""
    made: list[Word] = []
    at_s = 0.0  # where the word before ends
    for number, word in enumerate(words):
        following = words[number + 1] if number + 1 < len(words) else None
        start_s, end_s = _times(word, at_s, following, window)
        if (start_s, end_s) != (word.start_s, word.end_s):
            word = replace(word, start_s=start_s, end_s=end_s, timing="estimated")
        elif end_s == start_s:
            word = replace(word, timing="estimated")
        made.append(word)
        at_s = word.end_s
    return tuple(made)


def _times(word: Word, at_s: float, following: Word | None, window: Window) -> tuple[float, float]:
    """When a word is said, given where the one before it ends and what follows it."""
    start_s, end_s = word.start_s, min(word.end_s, max(window.end_s, word.start_s))
    if start_s < at_s - OVERLAP_S:
        start_s = at_s
    if following and following.start_s < end_s - OVERLAP_S:
        end_s = max(following.start_s, start_s)
    needed_s = speaking_time_s(word.text)
    if word.timing == "measured" and end_s - start_s > max(LONGEST_S, SLOWEST * needed_s):
        if following and following.start_s - end_s <= OVERLAP_S:
            start_s = end_s - needed_s  # the pause was before it
        else:
            end_s = start_s + needed_s
    return round(start_s, TIME_DIGITS), round(max(end_s, start_s), TIME_DIGITS)
