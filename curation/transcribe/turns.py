"""From words to turns: a speaker's label where there is one, pauses where there is none."""

from collections.abc import Sequence

from curation.model import Turn, Word

TURN_PAUSE_S = 1.5  # an unknown speaker who pauses this long may be another one
LONG_TURN_S = 30.0  # after this a turn of an unknown speaker ends with its sentence
_SENTENCE_ENDS = (".", "?", "!", "。", "？", "！")


def turns_of(words: Sequence[Word], speakers: Sequence[str]) -> tuple[Turn, ...]:
    """Turns over all words, given the speaker of each ("" for not known)."""
    turns: list[Turn] = []
    first = 0
    for number in range(1, len(words) + 1):
        if number == len(words) or _ends(words, speakers, first, number):
            turns.append(Turn(first_word=first, last_word=number - 1, speaker=speakers[first]))
            first = number
    return tuple(turns)


def _ends(words: Sequence[Word], speakers: Sequence[str], first: int, number: int) -> bool:
    """Whether the turn that began at word `first` is over before word `number`."""
    before, word = words[number - 1], words[number]
    if speakers[number] != speakers[first]:
        return True
    if speakers[first]:
        return False
    sentence_over = before.text.rstrip("\"'”’）)").endswith(_SENTENCE_ENDS)
    long = before.end_s - words[first].start_s > LONG_TURN_S
    return word.start_s - before.end_s > TURN_PAUSE_S or (long and sentence_over)
