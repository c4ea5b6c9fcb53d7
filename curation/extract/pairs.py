"""From questions to pairs: which turns answer which question.

A question waits for someone else to answer. The answer goes on over listening noises and
interruptions until someone asks anew, takes the floor or closes. A question that nobody takes
up stays unanswered.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from curation.extract import talk
from curation.extract.speech import Stretch
from curation.model import EntitySpan, QAPair, Run, Transcript, Turn, stable_id

SOURCE = "curation_pairs@1"


@dataclass(kw_only=True)
class Link:
    """A stretch that asks and those that answer it, by their places in the talk."""

    question: int
    answers: list[int] = field(default_factory=list)


def link(talked: Sequence[Stretch]) -> list[Link]:
    """The questions in spoken order, each with what answers it."""
    links: list[Link] = []
    waiting: list[Link] = []  # asked since the last answer ended
    for place, stretch in enumerate(talked):
        open_ones = [item for item in waiting if _may_answer(talked[item.question], stretch)]
        if _asks(stretch) and not (open_ones and _replies(stretch, open_ones)):
            if any(item.answers for item in waiting):
                waiting = _closed(waiting)
            waiting.append(Link(question=place))
            links.append(waiting[-1])
        elif open_ones:
            _answer(open_ones, place, talked)
        elif _ends(stretch, waiting):
            waiting = _closed(waiting)
    _closed(waiting)
    return links


def _asks(stretch: Stretch) -> bool:
    interrupts = talk.holds(stretch.language, "interrupting", stretch.text)
    return stretch.asks and stretch.question is not None and not interrupts


def _may_answer(question: Stretch, stretch: Stretch) -> bool:
    stranger = stretch.speaker != question.speaker or not stretch.speaker
    replies = bool(stretch.speaker) or stretch.question is None or stretch.aside
    return stretch.answers and stranger and replies


def _replies(stretch: Stretch, open_ones: list[Link]) -> bool:
    """Whether what asks is in truth an answer that holds a question on its way."""
    return stretch.aside and not any(item.answers for item in open_ones)


def _answer(open_ones: list[Link], place: int, talked: Sequence[Stretch]) -> None:
    unanswered = [item for item in open_ones if not item.answers]
    stretch, before = talked[place], talked[place - 1]
    idle = talk.is_listening(stretch.language, stretch.text, before.text)
    if not idle or len(unanswered) == len(open_ones):
        (unanswered or open_ones[-1:])[0].answers.append(place)


def _ends(stretch: Stretch, waiting: list[Link]) -> bool:
    answered = any(item.answers for item in waiting)
    if talk.holds(stretch.language, "interrupting", stretch.text):
        return False
    closes = talk.holds(stretch.language, "closing", stretch.text)
    return answered and (closes or talk.length(stretch.text) >= talk.LONG)


def _closed(waiting: list[Link]) -> list[Link]:
    """End an answer: questions asked together that got none share the last one's."""
    answers = next((item.answers for item in reversed(waiting) if item.answers), [])
    for item in waiting:
        item.answers = item.answers or list(answers)
    return []


def make_pairs(
    transcript: Transcript,
    talked: Sequence[Stretch],
    links: Iterable[Link],
    entities: Sequence[EntitySpan],
) -> tuple[tuple[QAPair, ...], tuple[Turn, ...]]:
    """Pairs, and the questions that have no answer."""
    pairs: list[QAPair] = []
    unanswered: list[Turn] = []
    for item in links:
        asking = talked[item.question]
        run = asking.question or asking.run
        if item.answers:
            answers = _runs([talked[place].run for place in item.answers])
            score = asking.score * min(talked[place].trust for place in item.answers)
            pairs.append(_pair(transcript, asking, run, answers, score, entities))
        else:
            unanswered.append(
                Turn(first_word=run.first_word, last_word=run.last_word, speaker=asking.speaker)
            )
    return tuple(pairs), tuple(unanswered)


def _pair(
    transcript: Transcript,
    asking: Stretch,
    question: Run,
    answers: tuple[Run, ...],
    score: float,
    entities: Sequence[EntitySpan],
) -> QAPair:
    runs = (question, *answers)
    gap = "" if asking.language == "zh" else " "
    places = [place for run in runs for place in (run.first_word, run.last_word)]
    return QAPair(
        id=stable_id(transcript.key, "pair", *places),
        transcript=transcript.key,
        question=question,
        answers=answers,
        question_text=transcript.text_of(question),
        answer_text=gap.join(transcript.text_of(run) for run in answers),
        language=asking.language,
        entities=tuple(span.id for run in runs for span in _within(run, entities)),
        score=round(score, 3),
        source=SOURCE,
    )


def _within(run: Run, entities: Sequence[EntitySpan]) -> Sequence[EntitySpan]:
    """The entities that start in a run; they are in the order of their words."""
    first = bisect_left(entities, run.first_word, key=lambda span: span.first_word)
    last = bisect_left(entities, run.last_word + 1, key=lambda span: span.first_word)
    return entities[first:last]


def _runs(parts: Iterable[Run]) -> tuple[Run, ...]:
    """Runs with neighbours joined."""
    joined: list[Run] = []
    for part in parts:
        if joined and joined[-1].last_word + 1 == part.first_word:
            joined[-1] = Run(first_word=joined[-1].first_word, last_word=part.last_word)
        else:
            joined.append(Run(first_word=part.first_word, last_word=part.last_word))
    return tuple(joined)
