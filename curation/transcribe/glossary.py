"""Hotwords, and whether what is heard of them was said.

A model that is told which words may come up says them more often where they are spoken, and
now and then where they are not: it echoes them. One that is heard counts where somebody speaks
and the model is sure of it, or where it hears the same without being told.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from curation.model import Flag, Word
from curation.transcribe.activity import FRAME_S, Activity
from curation.transcribe.engine import Ask, Engine, Heard
from curation.transcribe.rules import Rules
from curation.transcribe.windows import Window
from curation.transcribe.words import split_text

_TOKEN = re.compile(r"[^\W_]+")

Term = tuple[str, ...]  # the folded pieces of a hotword


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A hotword in what was heard, from its first word to its last."""

    term: Term
    first: int
    last: int


def hear_hotwords(
    engine: Engine, window: Window, ask: Ask, activity: Activity, rules: Rules
) -> Heard:
    """What an engine hears that is told the hotwords, unless there is hardly any speech.

    The window is heard once more without them where one is in doubt, and flagged as an `echo`
    what is not heard again.
    """
    plain = replace(ask, hotwords=())
    spoken_s = activity.speech_s(rules.speech)
    enough_s = max(rules.hotword_speech_s, rules.hotword_speech_share * len(activity) * FRAME_S)
    if not ask.hotwords or spoken_s < enough_s:
        return engine.hear(window, plain)
    heard = engine.hear(window, ask)
    if not heard.words:  # some models fall silent at a list
        return engine.hear(window, plain)
    terms = _terms(ask.hotwords)
    found = _find(heard.words, terms)
    doubted = [item for item in found if not _evident(heard.words, item, activity, rules)]
    doubted += [item for item in _listed(found, terms, rules) if item not in doubted]
    if not doubted:
        return heard
    again = engine.hear(window, plain)
    agreed = [(item.term, again.words[item.first].start_s) for item in _find(again.words, terms)]

    def is_heard_again(item: _Found) -> bool:
        at_s = heard.words[item.first].start_s
        return any(
            term == item.term and abs(start_s - at_s) <= rules.echo_apart_s
            for term, start_s in agreed
        )

    flags = [_flag(heard.words, item) for item in doubted if not is_heard_again(item)]
    return replace(heard, flags=(*heard.flags, *flags))


def _terms(hotwords: Sequence[str]) -> tuple[Term, ...]:
    return tuple(
        tuple(token for piece, _ in split_text(text) for token in _tokens(piece))
        for text in hotwords
    )


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.casefold())


def _find(words: Sequence[Word], terms: Sequence[Term]) -> list[_Found]:
    """Hotwords in order, the longest where several begin at the same word."""
    tokens = [(token, place) for place, word in enumerate(words) for token in _tokens(word.text)]
    longest = sorted(filter(None, terms), key=len, reverse=True)
    texts = tuple(token for token, _ in tokens)
    found: list[_Found] = []
    at = 0
    while at < len(texts):
        term = next((term for term in longest if texts[at : at + len(term)] == term), None)
        if term:
            last = at + len(term) - 1
            found.append(_Found(term=term, first=tokens[at][1], last=tokens[last][1]))
        at += len(term or (1,))
    return found


def _evident(words: Sequence[Word], item: _Found, activity: Activity, rules: Rules) -> bool:
    """Whether somebody speaks there, and the engine is sure."""
    run = words[item.first : item.last + 1]
    if any(word.probability is None or word.doubtful for word in run):
        return False
    frames = activity.probabilities[activity.frames_between(run[0].start_s, run[-1].end_s)]
    spoken = frames >= rules.speech
    return len(spoken) > 0 and spoken.mean() >= rules.hotword_overlap


def _listed(found: Sequence[_Found], terms: Sequence[Term], rules: Rules) -> list[_Found]:
    """Hotwords that stand together in the order in which they were told, if they are several."""
    order = {term: number for number, term in enumerate(terms)}
    runs: list[list[_Found]] = []
    for item in found:
        before = runs[-1][-1] if runs else None
        if before and item.first - before.last <= 1 and order[item.term] - order[before.term] == 1:
            runs[-1].append(item)
        else:
            runs.append([item])
    return [item for run in runs if len(run) >= rules.echo_list for item in run]


def _flag(words: Sequence[Word], item: _Found) -> Flag:
    return Flag(
        kind="echo",
        start_s=words[item.first].start_s,
        end_s=words[item.last].end_s,
        note="heard only with the hotwords' help; listen whether this word is said",
    )
