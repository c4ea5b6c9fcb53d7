"""What an answer says of the entities that its question asks for."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from curation.extract import talk
from curation.extract.folding import fold
from curation.model import Assertion, EntitySpan, QAPair, Transcript


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
        for span in asked:
            mentions = [reply.assertion for reply in replied if _is_same(span, reply)]
            status = _answered(span, mentions, pair, transcript)
            by_id[span.id] = replace(span, assertion=status)
    return tuple(by_id.values())


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
    if talk.holds(pair.language, "open", pair.question_text):  # takes it for granted
        return "present" if "present" in mentions or not mentions else mentions[0]
    if mentions:
        return mentions[0]
    answer = transcript.text_of(pair.answers[0])
    if span.label == "DRUG" and talk.holds(pair.language, "stopped", answer):
        return "stopped"
    polarity = talk.polarity(pair.language, answer, pair.question_text)
    if polarity == "no":
        advice = talk.holds(pair.language, "recommend", pair.question_text)
        return "advised_against" if advice and span.label == "DRUG" else "absent"
    if polarity == "yes":
        return "historical" if talk.holds(pair.language, "past", answer) else "present"
    return "asked"
