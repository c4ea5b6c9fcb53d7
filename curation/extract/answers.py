"""What an answer says of the entities that its question asks for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from curation.extract import talk
from curation.extract.folding import fold
from curation.model import Assertion, EntitySpan, QAPair, Run, Transcript

_SENTENCE_END = re.compile(r"[.?!。？！]")


def resolve(
    entities: Sequence[EntitySpan], pairs: Iterable[QAPair], transcript: Transcript
) -> tuple[EntitySpan, ...]:
    """Entities that were asked for, with the status that the answer gives them.

    The answer's own mention of the same thing counts first, then its opening yes or no
    where the question can be answered so.
    """
    by_id = {span.id: span for span in entities}
    for pair in pairs:
        spans = [by_id[span_id] for span_id in pair.entities]
        asked = [s for s in spans if s.assertion == "asked" and _within(s, pair)]
        replied = [s for s in spans if s.assertion != "asked" and not _within(s, pair)]
        for span in spans:
            if span.assertion == "present" and _within(span, pair):
                status = _ended(span, pair, transcript)
                if status and not any(_is_same(span, reply) for reply in replied):
                    by_id[span.id] = replace(span, assertion=status)
        for span in asked:
            mentions = [reply.assertion for reply in replied if _is_same(span, reply)]
            if not mentions and _names_the_only(asked, replied, pair, transcript):
                mentions = ["absent"]
            status = _answered(span, mentions, pair, transcript)
            by_id[span.id] = replace(span, assertion=status)
    return tuple(by_id.values())


def _names_the_only(
    asked: Sequence[EntitySpan],
    replied: Sequence[EntitySpan],
    pair: QAPair,
    transcript: Transcript,
) -> bool:
    """Whether an answer names some of what was asked for as the only ones."""
    named = any(_is_same(span, reply) for span in asked for reply in replied)
    return named and talk.opens(pair.language, "only", transcript.text_of(pair.answers[0]))


def _within(span: EntitySpan, pair: QAPair) -> bool:
    return pair.question.first_word <= span.first_word <= pair.question.last_word


def _is_same(asked: EntitySpan, replied: EntitySpan) -> bool:
    """Whether both are one concept, or an answer names what was asked for in fewer words."""
    if asked.concept and asked.concept == replied.concept:
        return True
    return asked.label == replied.label and fold(replied.text) in fold(asked.text)


def _answered(
    span: EntitySpan, mentions: Sequence[Assertion], pair: QAPair, transcript: Transcript
) -> Assertion:
    question, before = _asking(span, pair, transcript)
    if _takes_for_granted(pair.language, question, before):
        return _granted(pair.language, mentions, before)
    if mentions:
        return mentions[0]
    ended = _ended(span, pair, transcript)
    if ended:
        return ended
    answer = transcript.text_of(pair.answers[0])
    polarity = talk.polarity(pair.language, answer, question)
    if polarity == "neither":
        return "asked"
    if polarity == "unsure":
        return "hypothetical"
    if polarity == "no":
        return _denied(span, pair.language, question, answer)
    if talk.holds(pair.language, "denying", before):
        return "present" if talk.opens(pair.language, "contrary", answer) else "absent"
    return "historical" if talk.holds(pair.language, "past", answer) else "present"


def _ended(span: EntitySpan, pair: QAPair, transcript: Transcript) -> Assertion | None:
    """What an answer makes of something that is no more, whatever was asked about it."""
    answer = transcript.text_of(pair.answers[0])
    if span.label == "DRUG" and talk.holds(pair.language, "stopped", answer):
        return "stopped"
    return "absent" if talk.opens(pair.language, "gone", answer) else None


def _takes_for_granted(language: str, question: str, before: str) -> bool:
    asking = question if talk.answer_rules(language).open_anywhere else before
    return talk.holds(language, "open", asking) and not talk.holds(language, "about", before)


def _granted(language: str, mentions: Sequence[Assertion], before: str) -> Assertion:
    if talk.holds(language, "why_not", before):
        return "absent"
    return "present" if "present" in mentions or not mentions else mentions[0]


def _denied(span: EntitySpan, language: str, question: str, answer: str) -> Assertion:
    advice = talk.holds(language, "recommend", question) or talk.holds(language, "against", answer)
    return "advised_against" if span.label == "DRUG" and advice else "absent"


def _asking(span: EntitySpan, pair: QAPair, transcript: Transcript) -> tuple[str, str]:
    """The sentence of the question that asks for the entity, and what of it stands before."""
    first = pair.question.first_word
    word = transcript.words[span.first_word].text
    opening = transcript.text_of(Run(first_word=first, last_word=span.first_word))
    place = len(opening) - len(word) + span.start_char
    before = _SENTENCE_END.split(pair.question_text[:place])[-1]
    return before + _SENTENCE_END.split(pair.question_text[place:])[0], before
