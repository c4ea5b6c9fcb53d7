"""What curators decided on entities, remembered for the next extraction.

A text that was approved with a concept is found and linked so from then on; one that was
rejected several times and never approved is trusted less. The stoplist stands above both.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from curation.extract.sources import SHORT
from curation.extract.vocabulary import (
    FORMAT,
    LABELS,
    About,
    Condition,
    Entry,
    Vocabulary,
    pack_vocabulary,
    read_vocabulary,
    spelling,
)
from curation.model import Concept, Decision, EntitySpan, Label, stable_id
from curation.state import PUBLISHABLE, apply_decision, item_states

ORIGIN = "decisions"


@dataclass(frozen=True, kw_only=True)
class Link:
    """A text that curators approved as a concept: how often, and when last."""

    text: str
    label: Label
    concept: Concept
    count: int
    last_at: datetime


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """A text that curators rejected under a label and never approved under it."""

    text: str
    label: Label
    count: int


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What is remembered: of each text the concept approved most often, the newest of equals."""

    links: tuple[Link, ...] = ()
    rejected: tuple[Rejected, ...] = ()


Approved = dict[tuple[str, Label, str], list[tuple[datetime, EntitySpan]]]


def remember(entities: Iterable[EntitySpan], decisions: Iterable[Decision]) -> Memory:
    """What the standing decisions on entities add up to; where two curators differ, nothing."""
    states = item_states(decisions)
    approved: Approved = defaultdict(list)
    seen: set[tuple[str, Label]] = set()
    rejected: Counter[tuple[str, Label]] = Counter()
    for entity in entities:
        state = states.get(entity.id)
        if state is None or state.decision is None or state.conflict:
            continue
        if entity.suggested_name:
            continue  # what was heard there means the drug in that place alone
        if state.status == "rejected":
            rejected[spelling(entity.text), entity.label] += 1
        elif state.status in PUBLISHABLE:
            final = apply_decision(entity, state)
            seen.add((spelling(final.text), final.label))
            if final.concept:
                key = (spelling(final.text), final.label, final.concept.key)
                approved[key].append((state.decision.decided_at, final))
    return Memory(
        links=_links(approved),
        rejected=tuple(
            Rejected(text=text, label=label, count=count)
            for (text, label), count in sorted(rejected.items())
            if (text, label) not in seen
        ),
    )


def _links(approved: Approved) -> tuple[Link, ...]:
    best: dict[str, Link] = {}
    for (text, label, _), uses in sorted(approved.items()):
        last_at, entity = max(uses, key=lambda use: use[0])
        if entity.concept is None:
            continue
        link = Link(
            text=entity.text,
            label=label,
            concept=entity.concept,
            count=len(uses),
            last_at=last_at,
        )
        if text not in best or _rank(link) > _rank(best[text]):
            best[text] = link
    return tuple(best.values())


def _rank(link: Link) -> tuple[int, datetime]:
    return link.count, link.last_at


def memory_vocabulary(memory: Memory, vocabulary: Vocabulary) -> Vocabulary:
    """The links that `vocabulary` does not know, as a vocabulary of their own."""
    links = [link for link in memory.links if _is_new(link, vocabulary)]
    concepts = {link.concept.key: link.concept for link in links}
    keys = sorted(concepts, key=lambda key: f"{key}\t".encode())
    conditions = list(dict.fromkeys([Condition(), *map(_condition, links)]))
    entries: list[tuple[str, Entry]] = [
        (
            spelling(link.text),
            (
                keys.index(link.concept.key),
                LABELS.index(link.label),
                0,
                conditions.index(_condition(link)),
            ),
        )
        for link in links
    ]
    about = About(
        format=FORMAT,
        fingerprint=stable_id(*sorted(f"{text} {entry}" for text, entry in entries), *keys),
        sources={},
        origins=(ORIGIN,),
        conditions=tuple(conditions),
        terms={label: sum(link.label == label for link in links) for label in LABELS},
        concepts=len(concepts),
        longest=max((len(text) for text, _ in entries), default=0),
    )
    data = pack_vocabulary(about, entries, {key: concepts[key] for key in keys})
    return read_vocabulary(data, origin="the decisions' vocabulary")


def _is_new(link: Link, vocabulary: Vocabulary) -> bool:
    """Whether the vocabulary links the text otherwise or not at all, and does not stop it."""
    text = spelling(link.text)
    known = {(meaning.label, meaning.concept) for meaning in vocabulary.meanings(text)}
    return not vocabulary.is_stopped(text) and (link.label, link.concept.key) not in known


def _condition(link: Link) -> Condition:
    """A short name in capitals counts only so: `ASA` is no `asa`."""
    as_written = len(link.text) <= SHORT and link.text.lower() != link.text
    return Condition(written=link.text if as_written else "")
