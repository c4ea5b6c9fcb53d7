"""Repairs as candidates: words stay as heard, with the drug that was perhaps said."""

from collections.abc import Iterable, Iterator, Sequence

from curation.extract.repair_index import RepairIndex
from curation.extract.repairs import Repair, transcript_repairs
from curation.model import EntitySpan, Transcript, stable_id

COMPONENT = "curation_repairs"
VERSION_LENGTH = 12  # hex digits


def with_repairs(
    transcript: Transcript, entities: Sequence[EntitySpan], index: RepairIndex
) -> tuple[EntitySpan, ...]:
    """Entities and suggestions, in order.

    A suggestion gives way to an entity that is known for what it is; a drug that is not linked
    to any concept gives way to a suggestion.
    """
    found = [
        repair
        for repair in transcript_repairs(transcript, index)
        if not any(_meet(repair, entity) and not _is_unknown(entity) for entity in entities)
    ]
    kept = [one for one in entities if not any(_meet(repair, one) for repair in found)]
    return tuple(
        sorted(
            (*kept, *_candidates(transcript, found, index)),
            key=lambda one: (one.first_word, one.start_char, one.last_word),
        )
    )


def _meet(repair: Repair, entity: EntitySpan) -> bool:
    """Whether they share words, and characters where that is a single one."""
    if repair.last_word < entity.first_word or entity.last_word < repair.first_word:
        return False
    one = repair.first_word == entity.first_word
    return not one or (repair.start_char < entity.end_char and entity.start_char < repair.end_char)


def _is_unknown(entity: EntitySpan) -> bool:
    return entity.label == "DRUG" and entity.concept is None


def _candidates(
    transcript: Transcript, repairs: Iterable[Repair], index: RepairIndex
) -> Iterator[EntitySpan]:
    source = f"{COMPONENT}@{stable_id(index.rules)[:VERSION_LENGTH]}"
    for repair in repairs:
        where = repair.first_word, repair.last_word, repair.start_char, repair.end_char
        yield EntitySpan(
            id=stable_id(transcript.key, "DRUG", *where),
            transcript=transcript.key,
            first_word=repair.first_word,
            last_word=repair.last_word,
            start_char=repair.start_char,
            end_char=repair.end_char,
            text=repair.heard,
            label="DRUG",
            concept=repair.concept,
            score=repair.score,
            source=source,
            suggested_name=repair.name,
        )
