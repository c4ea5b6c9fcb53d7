"""What extraction does otherwise than people did by hand, entity by entity."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from curation.extract.evaluate import GOLD_LABELS, EntityRow, GoldEntity, GoldTurn, spoken
from curation.extract.linking import plain_code, right_codes
from curation.extract.pipeline import Pipelines
from curation.extract.stage import extract_read
from curation.extract.turns import read_turns
from curation.model import EntitySpan, Session

ErrorKind = Literal[
    "missed", "spurious", "wrong span", "wrong label", "wrong concept", "wrong status"
]
AROUND = 40  # characters shown before and after an entity


@dataclass(frozen=True, kw_only=True)
class EntityError:
    """One thing that is wrong with one entity of a text.

    `label` is the gold's, or that of a spurious entity. `wanted` and `found` are what differs:
    texts, labels, concepts or statuses. `before`, `text` and `after` show it in context.
    """

    kind: ErrorKind
    label: str
    id: str
    wanted: str
    found: str
    before: str
    text: str
    after: str


def entity_errors(rows: Sequence[EntityRow], pipelines: Pipelines) -> tuple[EntityError, ...]:
    """Every error, in the order of the texts.

    An entity that overlaps a gold one is compared with it in span, label, concept and status,
    and may have several errors; the concept is compared where the label is right, and concept
    and status where the gold has them. What has a label that the gold never uses counts only
    where it overlaps.
    """
    used = {_label(entity) for row in rows for entity in row.entities}
    dialogues: dict[str, list[EntityRow]] = defaultdict(list)
    for number, row in enumerate(rows):
        dialogues[row.dialogue or f"\0{number}"].append(row)
    errors: list[EntityError] = []
    for talk in dialogues.values():
        for row, found in zip(talk, _found(talk, pipelines), strict=True):
            errors.extend(_errors(row, found, used))
    return tuple(errors)


def _found(talk: Sequence[EntityRow], pipelines: Pipelines) -> list[list[EntitySpan]]:
    """What is found in each utterance, with the statuses that answers give."""
    transcript = spoken([GoldTurn(text=row.text, speaker=row.speaker) for row in talk])
    read = read_turns(transcript, pipelines)
    found: list[list[EntitySpan]] = [[] for _ in talk]
    for entity in extract_read(transcript, read, Session(id="gold"), pipelines).entities:
        found[entity.first_word].append(entity)
    return found


def _errors(row: EntityRow, found: Sequence[EntitySpan], used: set[str]) -> Iterator[EntityError]:
    pairs = _aligned(row.entities, found)
    met = {id(one) for pair in pairs for one in pair}
    for gold, entity in pairs:
        for kind, wanted, got in _differences(row, gold, entity):
            yield _error(row, kind, gold, wanted=wanted, found=got)
    for gold in row.entities:
        if id(gold) not in met:
            yield _error(row, "missed", gold, wanted=row.text[gold.start_char : gold.end_char])
    for entity in found:
        if id(entity) not in met and entity.label in used:
            yield _error(row, "spurious", entity, found=entity.text)


def _aligned(
    gold: Sequence[GoldEntity], found: Sequence[EntitySpan]
) -> list[tuple[GoldEntity, EntitySpan]]:
    """Each entity with at most one other: the same span first, then most characters in common."""
    candidates = sorted(
        (
            (_same(one, other), one.start_char, other.start_char, number, place)
            for number, one in enumerate(gold)
            for place, other in enumerate(found)
            if one.start_char < other.end_char and other.start_char < one.end_char
        ),
        key=lambda item: (*(-part for part in item[0]), *item[1:]),
    )
    pairs: dict[int, int] = {}
    for *_, number, place in candidates:
        if number not in pairs and place not in pairs.values():
            pairs[number] = place
    return [(gold[number], found[place]) for number, place in sorted(pairs.items())]


def _same(gold: GoldEntity, found: EntitySpan) -> tuple[int, int, int]:
    common = min(gold.end_char, found.end_char) - max(gold.start_char, found.start_char)
    same_span = (gold.start_char, gold.end_char) == (found.start_char, found.end_char)
    return int(same_span), int(_label(gold) == found.label), common


def _differences(
    row: EntityRow, gold: GoldEntity, found: EntitySpan
) -> Iterator[tuple[ErrorKind, str, str]]:
    if (gold.start_char, gold.end_char) != (found.start_char, found.end_char):
        yield "wrong span", row.text[gold.start_char : gold.end_char], found.text
    if _label(gold) != found.label:
        yield "wrong label", _label(gold), found.label
    elif gold.concept:
        code = found.concept.key if found.concept else ""
        if plain_code(code) not in right_codes(gold.concept):
            yield "wrong concept", gold.concept, code
    if gold.status and gold.status != found.assertion:
        yield "wrong status", gold.status, found.assertion


def _error(
    row: EntityRow,
    kind: ErrorKind,
    entity: GoldEntity | EntitySpan,
    *,
    wanted: str = "",
    found: str = "",
) -> EntityError:
    start, end = entity.start_char, entity.end_char
    return EntityError(
        kind=kind,
        label=_label(entity) if isinstance(entity, GoldEntity) else entity.label,
        id=row.id,
        wanted=wanted,
        found=found,
        before=row.text[max(0, start - AROUND) : start],
        text=row.text[start:end],
        after=row.text[end : end + AROUND],
    )


def _label(entity: GoldEntity) -> str:
    return GOLD_LABELS.get(entity.label, entity.label)
