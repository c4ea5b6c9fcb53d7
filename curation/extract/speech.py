"""Stretches of talk as pairing sees them: who speaks, for what part, and what is asked."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.tokens import Span

from curation.extract import talk
from curation.extract.questions import QUESTIONS
from curation.extract.turns import ReadTurn
from curation.model import Role, Run, Session

ANSWERING: frozenset[Role] = frozenset({"expert", "patient"})
SILENT: frozenset[Role] = frozenset({"interpreter"})  # repeats what others ask and answer


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A turn, or a sentence where nobody knows who speaks.

    `question` are the words that ask and `score` how surely they do; `aside` says that they
    are the smaller part of what is said and not its end. `asks` and `answers` tell what its
    speaker may do, and `trust`, 0 to 1, how well that is known.
    """

    run: Run
    speaker: str
    language: str
    text: str
    question: Run | None = None
    score: float = 0.0
    aside: bool = False
    asks: bool = True
    answers: bool = True
    trust: float = 0.7


def stretches(turns: Sequence[ReadTurn], session: Session) -> list[Stretch]:
    """What was said, in order, with the speakers' parts given by the session or guessed."""
    found = [stretch for read in turns for stretch in _of_turn(read)]
    roles = {person.name: person.role for person in session.participants}
    parts = {roles[s.speaker] for s in found if s.speaker in roles}
    if parts & ANSWERING:
        return [_with_role(stretch, roles.get(stretch.speaker, "other")) for stretch in found]
    expert = _who_answers(found)
    return [replace(s, trust=0.85) if expert and s.speaker else s for s in found]


def _of_turn(read: ReadTurn) -> Iterator[Stretch]:
    """The turn, or its sentences where it seems to hold a question and its answer."""
    whole = _stretch(read, read.doc[:])
    asked = read.doc.spans[QUESTIONS]
    rest = read.doc.text[asked[-1].end_char :] if asked else ""
    if read.turn.speaker or talk.length(rest) < talk.LONG:
        yield whole
    else:
        yield from (_stretch(read, sentence) for sentence in read.doc.sents)


def _stretch(read: ReadTurn, part: Span) -> Stretch:
    asked = [
        span
        for span in read.doc.spans[QUESTIONS]
        if part.start_char <= span.start_char < part.end_char
    ]
    return Stretch(
        run=read.run(part.start_char, part.end_char),
        speaker=read.turn.speaker,
        language=read.language,
        text=part.text,
        question=_question_run(read, part, asked) if asked else None,
        score=max((span._.score for span in asked), default=0.0),
        aside=bool(asked) and _is_aside(part, asked),
    )


def _is_aside(part: Span, asked: list[Span]) -> bool:
    ends = asked[-1].end_char == part.end_char
    return not ends and 2 * sum(map(len, asked)) < len(part)


def _question_run(read: ReadTurn, part: Span, asked: list[Span]) -> Run:
    """From the first sentence that is no courtesy to the end of the last question."""
    for sentence in read.doc.sents:
        if sentence.end_char <= part.start_char:
            continue
        asks = any(span.start_char < sentence.end_char for span in asked)
        if asks or not talk.is_courtesy(read.language, sentence.text):
            return read.run(sentence.start_char, asked[-1].end_char)
    return read.run(asked[0].start_char, asked[-1].end_char)


def _with_role(stretch: Stretch, role: Role) -> Stretch:
    answers = role in ANSWERING
    asks = not answers and role not in SILENT
    return replace(stretch, asks=asks, answers=answers, trust=1.0)


def _who_answers(found: Sequence[Stretch]) -> str:
    """The speaker who says most after the questions of others."""
    said: Counter[str] = Counter()
    for before, after in pairwise(found):
        if (
            before.question
            and (after.aside or not after.question)
            and before.speaker != after.speaker
        ):
            said[after.speaker] += talk.length(after.text)
    return said.most_common(1)[0][0] if said else ""
