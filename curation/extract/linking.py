"""How many entities get the right concept, compared with what people linked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from curation.extract.evaluate import GOLD_LABELS, EntityRow
from curation.extract.matcher import characters_of
from curation.extract.pipeline import Pipelines, read_text
from curation.extract.scoring import Scores, Span, Unit, interval, total_scores, touches
from curation.lists import read_rows, required

Codes = Mapping[str, frozenset[str]]
CODE_COLUMNS = ("gold", "ours")
Linked = tuple[Span, frozenset[str]]  # an entity's characters and the codes that are right


def read_codes(path: Path) -> dict[str, frozenset[str]]:
    """Which of our codes mean a code of the gold, from a list with the columns gold and ours.

    Raises
    ------
    FormatError
        naming the line that is malformed.
    """
    codes: dict[str, set[str]] = defaultdict(set)
    for row in read_rows(path, CODE_COLUMNS):
        codes[required(row, "gold")].add(plain_code(required(row, "ours")))
    return {code: frozenset(ours) for code, ours in codes.items()}


def evaluate_links(
    rows: Sequence[EntityRow], pipelines: Pipelines, codes: Codes | None = None
) -> Scores:
    """Per label, the entities that were found with the right concept, of all that have one.

    `right_of_all` is the recall of overlapping entities. Gold entities without a concept, and
    what is found on them, are left out; so are those of a system that `codes` does not map,
    where it is given, and symptoms found where the gold has a condition.
    """
    exact: dict[str, list[Unit]] = defaultdict(list)
    overlap: dict[str, list[Unit]] = defaultdict(list)
    for row in rows:
        gold, skipped = _gold(row, codes)
        found = _found(row, pipelines)
        conditions = [*skipped["CONDITION"], *(span for span, _ in gold["CONDITION"])]
        for label in gold.keys() | found.keys():
            left_out = [*skipped[label], *(conditions if label == "SYMPTOM" else ())]
            linked = [
                one
                for one in found[label]
                if not touches(one[0], left_out)
                or touches(one[0], [span for span, _ in gold[label]])
            ]
            exact[label].append(_unit(linked, gold[label], exactly=True))
            overlap[label].append(_unit(linked, gold[label], exactly=False))
    labels = [label for label in sorted(exact) if any(unit[3] for unit in exact[label])]
    return {
        "labels": {label: _scores(exact[label], overlap[label]) for label in labels},
        "intervals": {
            label: {"exact": interval(exact[label]), "overlap": interval(overlap[label])}
            for label in labels
        },
    }


def _gold(
    row: EntityRow, codes: Codes | None
) -> tuple[dict[str, list[Linked]], dict[str, list[Span]]]:
    """The entities to link, and those that nobody can tell the concept of."""
    gold: dict[str, list[Linked]] = defaultdict(list)
    skipped: dict[str, list[Span]] = defaultdict(list)
    for entity in row.entities:
        span = (entity.start_char, entity.end_char)
        right = right_codes(entity.concept, codes)
        if right:
            gold[GOLD_LABELS.get(entity.label, entity.label)].append((span, right))
        else:
            skipped[GOLD_LABELS.get(entity.label, entity.label)].append(span)
    return gold, skipped


def right_codes(concept: str | None, codes: Codes | None = None) -> frozenset[str]:
    """The codes that are right for a gold entity, as one compares them; none is known: empty."""
    given = [part for part in (concept or "").split("|") if part]
    if codes is None:
        return frozenset(map(plain_code, given))
    return frozenset().union(*(codes.get(code, frozenset()) for code in given))


def _found(row: EntityRow, pipelines: Pipelines) -> dict[str, list[Linked]]:
    found: dict[str, list[Linked]] = defaultdict(list)
    for span in read_text(row.text, pipelines).ents:
        if span.kb_id_:
            found[span.label_].append((characters_of(span), frozenset({plain_code(span.kb_id_)})))
    return found


def plain_code(code: str) -> str:
    """A code as one compares it: `HPO:HP:0012735` and `HP:0012735` are the same."""
    parts = code.upper().split(":")
    return ":".join(parts[-2:])


def _unit(found: Sequence[Linked], gold: Sequence[Linked], *, exactly: bool) -> Unit:
    right = sum(_is_met(one, gold, exactly=exactly) for one in found)
    met = sum(_is_met(one, found, exactly=exactly) for one in gold)
    return right, len(found), met, len(gold)


def _is_met(one: Linked, others: Iterable[Linked], *, exactly: bool) -> bool:
    return any(
        one[1] & other[1] and (one[0] == other[0] if exactly else touches(one[0], [other[0]]))
        for other in others
    )


def _scores(exact: Sequence[Unit], overlap: Sequence[Unit]) -> Scores:
    scores = {name: total_scores(units) for name, units in (("exact", exact), ("overlap", overlap))}
    return {
        **scores,
        "right_of_all": scores["overlap"]["recall"],
        "gold": sum(unit[3] for unit in exact),
        "predicted": sum(unit[1] for unit in exact),
    }
