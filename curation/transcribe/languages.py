"""Which language a window is in, where several may be spoken, and which turns that makes."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from curation.errors import InputError
from curation.model import Turn
from curation.transcribe.engine import AUTO, Ask, Heard
from curation.transcribe.script import Script, script_of
from curation.transcribe.windows import Window

CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")

# How likely another language than the one before must be to be taken: our own judgement. A word
# or two ("OK, 好的") tell little, and a wrong switch costs all words of its window.
SWITCH_SHARE = 0.6
SHORT_SWITCH_SHARE = 0.9
SHORT_S = 4.0


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The one `language` that is spoken, or those `among` which it is detected, or neither."""

    language: str | None = None
    among: tuple[str, ...] = ()
    script: Script = ""


def asked_for(asked: str, known: Sequence[str]) -> Asked:
    """What is spoken, by what was asked for (`auto`, `en`, `zh-TW,en`), else a session's languages.

    Engines know languages without their countries and scripts: `zh-CN` is `zh` to them.

    Raises
    ------
    InputError
        when something else than languages' codes is asked for.
    """
    codes = list(known) if asked == AUTO else [code.strip() for code in asked.split(",")]
    for code in codes:
        if not CODE.fullmatch(code):
            where = "in the session's facts" if asked == AUTO else "as language"
            raise InputError(
                f"{code!r} {where} is not a language's code; give codes such as en, zh or zh-TW"
            )
    bare = tuple(dict.fromkeys(re.split("[-_]", code)[0].lower() for code in codes))
    return Asked(
        language=bare[0] if len(bare) == 1 else None,
        among=bare if len(bare) > 1 else (),
        script=script_of(codes),
    )


def choose_language(probabilities: Mapping[str, float], ask: Ask, window: Window) -> str:
    """The language of a window, of those that are asked for `among`, or of all.

    The one that was spoken `before` stays unless another is clearly likelier than it, by more
    in a short window.
    """
    among = ask.among or tuple(probabilities)
    likeliest = max(among, key=lambda code: probabilities.get(code, 0.0))
    if ask.before not in among:
        return likeliest
    this, before = (probabilities.get(code, 0.0) for code in (likeliest, ask.before))
    needed = SHORT_SWITCH_SHARE if window.end_s - window.start_s < SHORT_S else SWITCH_SHARE
    return likeliest if this > needed * (this + before) else ask.before


@dataclass(frozen=True, kw_only=True)
class _Stretch:
    """From which word on a language is spoken."""

    first_word: int
    language: str


class Spoken:
    """The languages of the windows heard so far."""

    def __init__(self) -> None:
        self._samples: Counter[str] = Counter()
        self._stretches: list[_Stretch] = []
        self._words = 0

    def add(self, window: Window, heard: Heard) -> None:
        """Take note of the next window; the language of one without words tells nothing."""
        if not heard.words:
            return
        self._samples[heard.language] += len(window.samples)
        if heard.language != self.last:
            self._stretches.append(_Stretch(first_word=self._words, language=heard.language))
        self._words += len(heard.words)

    @property
    def last(self) -> str | None:
        """The language that was spoken last."""
        return self._stretches[-1].language if self._stretches else None

    @property
    def most(self) -> str:
        """The language that most was said in."""
        return self._samples.most_common(1)[0][0]

    def divide(self, turns: Sequence[Turn]) -> tuple[Turn, ...]:
        """The turns with their languages; one in which the language changes is divided there."""
        divided: list[Turn] = []
        for stretch, following in zip(self._stretches, [*self._stretches[1:], None], strict=True):
            end = following.first_word if following else self._words
            language = "" if stretch.language == self.most else stretch.language
            for turn in turns:
                first = max(turn.first_word, stretch.first_word)
                last = min(turn.last_word, end - 1)
                if first <= last:
                    divided.append(
                        replace(turn, first_word=first, last_word=last, language=language)
                    )
        return tuple(divided)
