"""Which of the voices says each word.

A change of speaker has a price, in seconds of voice that would be passed over: none between
sentences, where even a short answer counts, little where there is no punctuation, and much in
the middle of a phrase. The cheapest way through all words is taken (Viterbi's algorithm).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from curation.model import Word
from curation.transcribe.speaker_rules import speaker_rules
from curation.transcribe.voices import PHRASE_ENDS, Voice, phrases

SENTENCE_ENDS = tuple(".?!。？！")


def name_speakers(words: Sequence[Word], voices: Sequence[Voice]) -> list[str]:
    """The speaker of each word; where nobody is heard, the one before goes on ("" at first)."""
    if not words or not voices:
        return [""] * len(words)
    names = list(dict.fromkeys(voice.speaker for voice in voices))
    heard = list(_heard(words, voices, names))
    numbers = _cheapest_way(heard, list(_prices(words)))
    found = [names[number] for number in numbers]
    silent = _first_heard(words, heard)
    return [""] * silent + found[silent:]


def _heard(
    words: Sequence[Word], voices: Sequence[Voice], names: Sequence[str]
) -> Iterator[list[float]]:
    """Seconds of each speaker's voice in each word."""
    ordered = sorted(voices, key=lambda voice: voice.start_s)
    starts = [voice.start_s for voice in ordered]
    longest_s = max(voice.end_s - voice.start_s for voice in ordered)
    number = {name: place for place, name in enumerate(names)}
    for word in words:
        heard_s = [0.0] * len(names)
        first = bisect_left(starts, word.start_s - longest_s)
        for voice in ordered[first : bisect_right(starts, word.end_s)]:
            shared_s = min(word.end_s, voice.end_s) - max(word.start_s, voice.start_s)
            heard_s[number[voice.speaker]] += max(shared_s, 0.0)
        yield heard_s


def _prices(words: Sequence[Word]) -> Iterator[float]:
    """What a change of speaker before each word costs."""
    rules = speaker_rules("turns")
    before = 0.0
    for phrase in phrases(words):
        inside = rules["in_phrase_s" if phrase[-1].text.endswith(PHRASE_ENDS) else "unmarked_s"]
        yield before
        yield from [inside] * (len(phrase) - 1)
        last = phrase[-1].text
        clause = last.endswith(PHRASE_ENDS) and not last.endswith(SENTENCE_ENDS)
        before = rules["after_clause_s"] if clause else 0.0


def _cheapest_way(heard: Sequence[Sequence[float]], prices: Sequence[float]) -> list[int]:
    """The number of each word's speaker, changing as late as can be."""
    speakers = range(len(heard[0]))
    cost = [0.0] * len(speakers)
    came_from: list[list[int]] = []
    for heard_s, price in zip(heard, prices, strict=True):
        order = sorted(speakers, key=cost.__getitem__)[:2]  # the cheapest, and for it the next
        others = [order[-1] if order[0] == speaker else order[0] for speaker in speakers]
        change = [
            other != speaker and cost[other] + price <= cost[speaker]
            for speaker, other in zip(speakers, others, strict=True)
        ]
        came_from.append([others[s] if change[s] else s for s in speakers])
        most_s = max(heard_s)
        cost = [
            (cost[others[s]] + price if change[s] else cost[s]) + most_s - heard_s[s]
            for s in speakers
        ]
    way = [min(speakers, key=cost.__getitem__)]
    for sources in reversed(came_from[1:]):
        way.append(sources[way[-1]])
    return way[::-1]


def _first_heard(words: Sequence[Word], heard: Sequence[Sequence[float]]) -> int:
    """The first word of the first phrase in which anybody is heard."""
    first = 0
    for phrase in phrases(words):
        if any(map(any, heard[first : first + len(phrase)])):
            return first
        first += len(phrase)
    return first
