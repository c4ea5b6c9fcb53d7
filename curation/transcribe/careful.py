"""An engine whose results come with the doubts about them."""

from dataclasses import replace

from curation.transcribe.activity import activity_in
from curation.transcribe.doubts import doubts_in
from curation.transcribe.engine import Ask, Engine, Heard
from curation.transcribe.rules import load_rules
from curation.transcribe.windows import Window


class CarefulEngine:
    """An engine whose every result is compared with the sound, and flagged."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._rules = load_rules()

    def hear(self, window: Window, ask: Ask) -> Heard:
        """The words of a window, with flags on what is doubtful."""
        activity = activity_in(window)
        heard = self._engine.hear(window, ask)
        return replace(
            heard, flags=(*heard.flags, *doubts_in(heard.words, activity, self._rules))
        )
