"""An engine whose results come with the doubts about them, and that may be told hotwords."""

from dataclasses import replace

from curation.transcribe.activity import activity_in
from curation.transcribe.doubts import doubts_in
from curation.transcribe.engine import Ask, Engine, Heard
from curation.transcribe.glossary import hear_hotwords
from curation.transcribe.rules import load_rules
from curation.transcribe.windows import Window


class CarefulEngine:
    """An engine whose every result is compared with the sound, and flagged.

    `hotwords` are words that may come up, for an engine that `takes_hotwords`.
    """

    def __init__(self, engine: Engine, *, hotwords: tuple[str, ...] = ()) -> None:
        self._engine = engine
        self._hotwords = hotwords
        self._rules = load_rules()

    def hear(self, window: Window, ask: Ask) -> Heard:
        """The words of a window, with flags on what is doubtful."""
        activity = activity_in(window)
        if self._hotwords and not ask.translate:
            ask = replace(ask, hotwords=self._hotwords)
        hotwords = ask.hotwords_in(ask.language)
        heard = hear_hotwords(
            self._engine, window, replace(ask, hotwords=hotwords), activity, self._rules
        )
        doubts = doubts_in(heard.words, activity, self._rules)
        flags = sorted((*heard.flags, *doubts), key=lambda flag: (flag.start_s, flag.end_s))
        return replace(heard, flags=tuple(flags))
