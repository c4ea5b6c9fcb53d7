"""Entity spans of a transcript, anchored to its words."""

from collections.abc import Sequence
from typing import cast

from spacy.language import Language
from spacy.tokens import Span

from curation.extract.matcher import characters_of, concept_of
from curation.extract.pipeline import Pipelines
from curation.extract.turns import ReadTurn
from curation.model import EntitySpan, Label, Transcript, stable_id


def find_entities(
    transcript: Transcript, turns: Sequence[ReadTurn], pipelines: Pipelines
) -> tuple[EntitySpan, ...]:
    """What the pipelines marked, turn by turn, with the status told by the turn alone."""
    return tuple(
        _entity(transcript, read, span, pipelines[read.language])
        for read in turns
        for span in read.doc.ents
    )


def _entity(transcript: Transcript, read: ReadTurn, span: Span, nlp: Language) -> EntitySpan:
    first, last = characters_of(span)
    run = read.run(first, last)
    offset = read.start_of(run.first_word)
    start, end = first - offset, last - offset
    label = cast("Label", span.label_)  # a pipeline of one's own has others; the store refuses them
    return EntitySpan(
        id=stable_id(transcript.key, label, run.first_word, run.last_word, start, end),
        transcript=transcript.key,
        first_word=run.first_word,
        last_word=run.last_word,
        start_char=start,
        end_char=end,
        text=read.text[first:last],
        label=label,
        concept=concept_of(nlp, span.kb_id_),
        assertion=span._.assertion,
        score=1.0 if span._.score is None else span._.score,
        source=span._.source or nlp.meta["name"],
    )
