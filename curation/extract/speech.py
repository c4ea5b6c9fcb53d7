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
# How far a pair can be trusted by what is known of its speakers.
GIVEN, GUESSED, UNKNOWN = 1.0, 0.85, 0.7
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
    trust: float = UNKNOWN


def stretches(turns: Sequence[ReadTurn], session: Session) -> list[Stretch]:
    """What was said, in order, with the speakers' parts given by the session or guessed."""
    found = [stretch for read in turns for stretch in _of_turn(read)]
    roles: dict[str, Role] = {s.speaker: session.participant(s.speaker).role for s in found}
    if ANSWERING & set(roles.values()):
        return [_with_role(stretch, roles[stretch.speaker]) for stretch in found]
    expert = _who_answers(found)
    return [replace(s, trust=GUESSED) if expert and s.speaker else s for s in found]


def _of_turn(read: ReadTurn) -> Iterator[Stretch]:
    """The turn, or its sentences where it seems to hold a question and its answer."""
    asked = list(read.doc.spans[QUESTIONS])
    sentences = list(read.doc.sents)
    rest = read.text[asked[-1].end_char :] if asked else ""
    if read.turn.speaker or talk.length(rest) < talk.LONG:
        yield _stretch(read, sentences, asked)
        return
    asking = {span.end_char: span for span in asked}  # a question ends with its sentence
    for sentence in sentences:
        question = asking.get(sentence.end_char)
        yield _stretch(read, [sentence], [question] if question is not None else [])


def _stretch(read: ReadTurn, sentences: list[Span], asked: list[Span]) -> Stretch:
    start, end = sentences[0].start_char, sentences[-1].end_char
    return Stretch(
        run=read.run(start, end),
        speaker=read.turn.speaker,
        language=read.language,
        text=read.text[start:end],
        question=_question_run(read, sentences, asked) if asked else None,
        score=max((span._.score for span in asked), default=0.0),
        aside=bool(asked) and asked[-1].end_char < end and _is_small(asked, sentences),
    )


def _is_small(asked: list[Span], sentences: list[Span]) -> bool:
    return 2 * sum(map(len, asked)) < sum(map(len, sentences))


def _question_run(read: ReadTurn, sentences: list[Span], asked: list[Span]) -> Run:
    """From the first sentence that is no courtesy to the end of the last question."""
    for sentence in sentences:
        asks = sentence.end_char >= asked[0].end_char
        if asks or not talk.is_courtesy(read.language, sentence.text):
            return read.run(sentence.start_char, asked[-1].end_char)
    return read.run(asked[0].start_char, asked[-1].end_char)


def _with_role(stretch: Stretch, role: Role) -> Stretch:
    answers = role in ANSWERING
    asks = not answers and role not in SILENT
    return replace(stretch, asks=asks, answers=answers, trust=GIVEN)


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
