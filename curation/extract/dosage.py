"""Doses in a text: amounts with what is said of them, each joined to its drug."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from curation.dosing import is_implausible, load_units
from curation.extract.digits import plain
from curation.extract.dose_amounts import Amount, find_amounts
from curation.extract.dose_drugs import DrugJoiner
from curation.extract.dose_parts import (
    MaskedText,
    Part,
    Span,
    find_parts,
    sentences,
)
from curation.extract.dose_rules import DRUG, DoseRules, dose_rules
from curation.model import Duration, Frequency, Quantity, Route

NEAR = 3  # characters between a frequency and the amount that follows it
CARRIED = -2  # group of a number that is an amount only where the sentence has a unit
AMOUNTS_AT_ONCE = 40
SENTENCES_BACK = 2  # how far a drug is carried on
SENTENCE_REACH = 60  # characters from a dose to the end of a sentence that goes on from it

_CLAUSE = re.compile(r"[,，;；:：、]")

_Found = TypeVar("_Found", Amount, Part)


@dataclass(frozen=True, kw_only=True)
class NamedDrug:
    """A drug named in a text; `concept` is its key, empty where it has none."""

    start: int
    end: int
    concept: str = ""


@dataclass(frozen=True, kw_only=True)
class Dose:
    """A dose at these characters of a text, of one of the drugs given or of none."""

    start: int
    end: int
    amount: Quantity
    unit: str | None
    drug: NamedDrug | None = None
    route: Route | None = None
    frequency: Frequency | None = None
    duration: Duration | None = None
    negated: bool = False
    implausible: bool = False


@dataclass
class _Draft:
    """An amount while its parts are collected."""

    amount: Amount
    start: int
    end: int
    drug: int | None = None
    route: Route | None = None
    frequency: Frequency | None = None
    duration: Duration | None = None
    negated: bool = False

    def take(self, part: Part, *, here: bool = True) -> None:
        kind = _kind(part)
        if getattr(self, kind) is None:
            setattr(self, kind, part.value)
            if here:
                self.start, self.end = min(self.start, part.start), max(self.end, part.end)


def _kind(part: Part) -> str:
    if isinstance(part.value, Frequency):
        return "frequency"
    return "duration" if isinstance(part.value, Duration) else "route"


def find_doses(text: str, drugs: Sequence[NamedDrug], language: str) -> list[Dose]:
    """The doses in a text, in spoken order, given the drugs that are named in it."""
    if not any(character.isalnum() for character in text):
        return []
    rules = dose_rules(language)
    folded = plain(text)
    if not drugs and not rules.unit.search(folded):
        return []
    drugs = [  # a vocabulary may hold "iv drip"
        drug
        for drug in drugs
        if not any(p.fullmatch(folded, drug.start, drug.end) for p, _ in rules.routes)
    ]
    places = [(drug.start, drug.end) for drug in drugs]
    masked = MaskedText(text, places, rules)
    if not masked.numbers:
        return []
    timed, routes = find_parts(masked, rules)
    amounts = find_amounts(masked, rules, places, timed)
    if not amounts:
        return []
    reader = _Reader(masked.masked, places, rules)
    parts = sorted([*timed, *routes], key=_start)
    for sentence in _chopped(sentences(masked.masked, parts), amounts):
        reader.read(sentence, _inside(amounts, sentence), _inside(parts, sentence))
    return [_dose(draft, drugs) for draft in reader.drafts]


def _start(one: Amount | Part) -> int:
    return one.start


def _inside(found: Sequence[_Found], span: Span) -> Sequence[_Found]:
    first, last = (bisect_left(found, place, key=_start) for place in span)
    return found[first:last]


def _chopped(spans: Iterable[Span], amounts: Sequence[Amount]) -> Iterator[Span]:
    """Sentences with no more amounts than anyone says in one: speech may come without ends."""
    for start, end in spans:
        inside = _inside(amounts, (start, end))
        cuts = [amount.start for amount in inside[AMOUNTS_AT_ONCE::AMOUNTS_AT_ONCE]]
        yield from pairwise([start, *cuts, end])


class _Reader:
    """Reads sentence after sentence and remembers what was spoken of."""

    def __init__(self, masked: str, drugs: Sequence[Span], rules: DoseRules) -> None:
        self.masked = masked
        self.rules = rules
        self.joiner = DrugJoiner(masked, drugs, rules)
        self.drafts: list[_Draft] = []
        self.spoken: list[int] = []  # where this sentence and those before it start

    def read(self, sentence: Span, amounts: Sequence[Amount], parts: Sequence[Part]) -> None:
        before = self.drafts[-1] if self.drafts else None
        drafts = self._drafts(amounts)
        amounts = [draft.amount for draft in drafts]
        drugs = range(*(bisect_left(self.joiner.starts, place) for place in sentence))
        for draft in drafts:
            draft.drug = self.joiner.drug_of(draft.amount, drugs, amounts)
        for part in parts:
            self._assign(part, drafts)
        if not drafts and not drugs and before is not None and self._just_before(before, sentence):
            for part in parts:
                before.take(part, here=False)
        self._share(drafts)
        self._carry_drug(drafts, sentence)
        for draft in drafts:
            draft.negated = self._is_negated(draft, sentence, before)
            before = draft
        self.drafts += [draft for draft in drafts if self._is_dose(draft, sentence)]

    def _carry_drug(self, drafts: list[_Draft], sentence: Span) -> None:
        """A dose in a sentence that names no drug is of the last one named before it."""
        self.spoken = [*self.spoken[-SENTENCES_BACK:], sentence[0]]
        last = bisect_left(self.joiner.starts, sentence[0]) - 1
        for draft in drafts:
            if draft.drug is None and last >= 0 and self.joiner.starts[last] >= self.spoken[0]:
                draft.drug = last

    def _just_before(self, draft: _Draft, sentence: Span) -> bool:
        return sentence[0] - draft.end <= SENTENCE_REACH

    def _drafts(self, amounts: Sequence[Amount]) -> list[_Draft]:
        """One a dose: units carried on, and no second for what is said again in other words."""
        drafts: list[_Draft] = []
        unit: str | None = None
        for amount in amounts:
            if amount.unit is None:
                if unit is None and amount.group == CARRIED:
                    continue
                amount = replace(amount, unit=unit)
            if drafts and self._says_again(drafts[-1].amount, amount):
                drafts[-1].end = max(drafts[-1].end, amount.end)
                continue
            unit = amount.unit
            drafts.append(_Draft(amount=amount, start=amount.start, end=amount.end))
        return drafts

    def _says_again(self, first: Amount, second: Amount) -> bool:
        """As in "one tablet, 4 milligrams", 0.15g(1片) and "10 mg tablets"."""
        if first.unit is None or second.unit is None or second.group >= 0:
            return False
        bases = [load_units()[u.partition("/")[0]].base for u in (first.unit, second.unit)]
        between = self.masked[first.end : second.start]
        return (
            bases.count("piece") == 1
            and re.fullmatch(r"\s*(?:[,，(（]|of|each)?\s*", between) is not None
        )

    # Frequencies, durations, routes

    def _assign(self, part: Part, drafts: list[_Draft]) -> None:
        reach = self.rules.phrases.reach
        previous = next((d for d in reversed(drafts) if d.amount.start <= part.start), None)
        following = next((d for d in drafts if d.amount.start > part.start), None)
        if previous is not None and part.start - previous.end > reach:
            previous = None
        if following is not None and following.start - part.end > reach:
            following = None
        if previous is None:
            if following is not None:
                following.take(part)
            return
        if following is not None and self._goes_on(part, previous, following):
            following.take(part)
            return
        previous.take(part)
        clause = self.masked[max(0, part.start - 8) : part.start]
        if self.rules.words["shares"].search(clause):
            for draft in drafts[: drafts.index(previous)]:
                draft.take(part, here=False)

    def _goes_on(self, part: Part, previous: _Draft, following: _Draft) -> bool:
        """Whether a part belongs to the amount after it rather than to the one before."""
        if getattr(previous, _kind(part)) is not None:
            return True
        back = self.masked[previous.amount.end : part.start]
        ahead = self.masked[part.end : following.amount.start]
        if DRUG in back and following.drug != previous.drug and DRUG not in ahead:
            return True
        return (
            _CLAUSE.search(back) is not None
            and _CLAUSE.search(ahead) is None
            and len(ahead.strip()) <= NEAR
        )

    def _share(self, drafts: list[_Draft]) -> None:
        """Amounts said together have one frequency, duration and route."""
        for draft in drafts:
            if draft.amount.group < 0:
                continue
            for other in drafts:
                if other.amount.group == draft.amount.group:
                    draft.route = draft.route or other.route
                    draft.frequency = draft.frequency or other.frequency
                    draft.duration = draft.duration or other.duration

    # What is said of a dose

    def _is_dose(self, draft: _Draft, sentence: Span) -> bool:
        """Whether an amount is one of a drug: by its name, or by the words around it."""
        start, end = draft.amount.start, draft.amount.end
        if draft.drug is not None and self.joiner.starts[draft.drug] >= sentence[0]:
            return True
        around = self.masked[max(sentence[0], start - self.rules.phrases.gives_reach) : start]
        said = draft.route or self.rules.words["gives"].search(around)
        if draft.drug is None:
            if not draft.amount.quantity:
                return False
            beside = start - sentence[0] + sentence[1] - end
            alone = beside <= self.rules.phrases.answer_reach
            return bool(draft.amount.unit and (draft.frequency or said or alone))
        opens = start - sentence[0] <= NEAR or not re.search(
            r"\w{4}", self.masked[sentence[0] : start]
        )
        return bool(draft.frequency or said or opens or end >= sentence[1] - NEAR)

    def _is_negated(self, draft: _Draft, sentence: Span, before: _Draft | None) -> bool:
        """Whether the words before it in its clause say that it is not given."""
        start = draft.amount.start
        earlier = before.amount.end if before is not None else 0
        place = max(sentence[0], start - self.rules.phrases.negation_reach, earlier)
        clause = re.split(
            r"[,，;；:：]|\b(?:but|we gave|then)\b|而是|改|是用", self.masked[place:start]
        )[-1]
        clause = self.rules.words["not_negations"].sub(" ", clause)
        return self.rules.words["negations"].search(clause) is not None


def _dose(draft: _Draft, drugs: Sequence[NamedDrug]) -> Dose:
    drug = drugs[draft.drug] if draft.drug is not None else None
    dose = Dose(
        start=draft.start,
        end=draft.end,
        amount=draft.amount.quantity,
        unit=draft.amount.unit,
        drug=drug,
        route=draft.route,
        frequency=draft.frequency,
        duration=draft.duration,
        negated=draft.negated,
    )
    concept = drug.concept if drug is not None else ""
    return replace(
        dose,
        implausible=is_implausible(
            concept, amount=dose.amount, unit=dose.unit, frequency=dose.frequency
        ),
    )
