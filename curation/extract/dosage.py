"""Doses in a text: amounts with what is said of them, each joined to its drug."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from curation.extract.dose_limits import is_implausible
from curation.extract.dose_parts import (
    Amount,
    MaskedText,
    Part,
    Span,
    find_amounts,
    find_parts,
    sentences,
)
from curation.extract.numbers import plain
from curation.extract.dose_rules import DRUG, DoseRules, dose_rules
from curation.model import Duration, Frequency, Quantity

NEAR = 3  # characters between a frequency and the amount that follows it
CARRIED = -2  # group of a number that is an amount only where the sentence has a unit
SENTENCES_BACK = 2  # how far a drug is carried on
CLAUSE_REACH = 60  # characters before an amount in which a negation counts

_CLAUSE = re.compile(r"[,，;；:：、]")
_OF = re.compile(r"^(?:\s+(?:of|worth of)(?:\s+(?:the|oral|iv|intravenous))?\s+|的|\s*)$")

_NAME_LINK = re.compile(r"^\s?(?:/|and|plus|和|加)\s?$")


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
    route: str | None = None
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
    route: str | None = None
    frequency: Frequency | None = None
    duration: Duration | None = None

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
    for sentence in sentences(masked.masked, [*timed, *routes]):
        reader.read(
            sentence,
            _inside(amounts, sentence),
            [*_inside(timed, sentence), *_inside(routes, sentence)],
        )
    return [_dose(draft, drugs, reader) for draft in reader.drafts if reader.is_dose(draft)]


def _inside(found: Iterable, span: Span) -> list:  # type: ignore[type-arg]
    return [one for one in found if span[0] <= one.start < span[1]]


class _Reader:
    """Reads sentence after sentence and remembers what was spoken of."""

    def __init__(self, masked: str, drugs: Sequence[Span], rules: DoseRules) -> None:
        self.masked = masked
        self.drugs = drugs
        self.rules = rules
        self.drafts: list[_Draft] = []
        self.spoken: list[tuple[int, Span]] = []  # sentences, each with the draft it starts at

    def read(self, sentence: Span, amounts: Sequence[Amount], parts: Sequence[Part]) -> None:
        before = self.drafts[-1] if self.drafts else None
        drafts = self._drafts(amounts)
        drugs = [n for n, drug in enumerate(self.drugs) if sentence[0] <= drug[0] < sentence[1]]
        for draft in drafts:
            draft.drug = self._drug(draft, drugs, drafts)
        for part in sorted(parts, key=lambda one: one.start):
            self._assign(part, drafts)
        if not drafts and not drugs and before is not None and self._just_before(before, sentence):
            for part in parts:
                before.take(part, here=False)
        self._share(drafts)
        self._carry_drug(drafts, sentence)
        self.drafts += drafts

    def _just_before(self, draft: _Draft, sentence: Span) -> bool:
        return sentence[0] - draft.end <= CLAUSE_REACH

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
        bases = [self.rules.units[u.partition("/")[0]].base for u in (first.unit, second.unit)]
        between = self.masked[first.end : second.start]
        return (
            bases.count("piece") == 1
            and re.fullmatch(r"\s*(?:[,，(（]|of|each)?\s*", between) is not None
        )

    # Drugs

    def _drug(self, draft: _Draft, drugs: list[int], drafts: list[_Draft]) -> int | None:
        start, end = draft.amount.start, draft.amount.end
        inside = [n for n in drugs if start <= self.drugs[n][0] < end]
        if inside:
            return inside[0]
        before = [n for n in drugs if self.drugs[n][1] <= start]
        after = [n for n in drugs if self.drugs[n][0] >= end]
        if draft.amount.group >= 0:
            return self._of_group(draft, drafts, before, after)
        if after and not self._amount_between(end, self.drugs[after[0]][0], drafts):
            gap = self.masked[end : self.drugs[after[0]][0]]
            joined = _OF.match(gap)
            if joined and (gap.strip() or not before or self._is_taken(before[-1], start, drafts)):
                return after[0]
        if before:
            return before[-1]
        return after[0] if after else None

    def _of_group(
        self, draft: _Draft, drafts: list[_Draft], before: list[int], after: list[int]
    ) -> int | None:
        """A combination's amounts go to the drugs that are named together, in their order."""
        same = [one for one in drafts if one.amount.group == draft.amount.group]
        combined = self.masked[same[0].amount.end : same[-1].amount.start].strip() in ("", "/")
        if combined and len(before) >= len(same):
            named = before[-len(same) :]
            links = (
                self.masked[self.drugs[one][1] : self.drugs[other][0]]
                for one, other in zip(named, named[1:], strict=False)
            )
            if all(_NAME_LINK.match(link) for link in links):
                return named[same.index(draft)]
        end = same[-1].amount.end
        following = [n for n in after if self.drugs[n][0] >= end]
        if following and re.match(
            r"^(?:\s+of\s+|的)", self.masked[end : self.drugs[following[0]][0]]
        ):
            return following[0]
        return before[-1] if before else (after[0] if after else None)

    def _amount_between(self, start: int, end: int, drafts: list[_Draft]) -> bool:
        return any(start <= draft.amount.start < end for draft in drafts)

    def _is_taken(self, drug: int, before: int, drafts: list[_Draft]) -> bool:
        return self._amount_between(self.drugs[drug][1], before, drafts)

    def _carry_drug(self, drafts: list[_Draft], sentence: Span) -> None:
        """A dose in a sentence that names no drug is of the last one named before it."""
        self.spoken.append((len(self.drafts), sentence))
        earliest = self.spoken[-1 - min(SENTENCES_BACK, len(self.spoken) - 1)][1][0]
        last = bisect_right([start for start, _ in self.drugs], sentence[0]) - 1
        for draft in drafts:
            if draft.drug is None and last >= 0 and self.drugs[last][0] >= earliest:
                draft.drug = last

    # Frequencies, durations, routes

    def _assign(self, part: Part, drafts: list[_Draft]) -> None:
        previous = next((d for d in reversed(drafts) if d.amount.start <= part.start), None)
        following = next((d for d in drafts if d.amount.start > part.start), None)
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

    def is_dose(self, draft: _Draft) -> bool:
        """Whether an amount is one of a drug: by its name, or by the words around it."""
        start, end = draft.amount.start, draft.amount.end
        sentence = next(s for _, s in self.spoken if s[0] <= start < s[1])
        if draft.drug is not None and self.drugs[draft.drug][0] >= sentence[0]:
            return True
        around = self.masked[max(sentence[0], start - 40) : start]
        said = draft.route or self.rules.words["gives"].search(around)
        if draft.drug is None:
            return bool(draft.amount.unit and (draft.frequency or said))
        opens = start - sentence[0] <= NEAR or not re.search(
            r"\w{4}", self.masked[sentence[0] : start]
        )
        return bool(draft.frequency or said or opens or end >= sentence[1] - NEAR)

    def is_negated(self, draft: _Draft) -> bool:
        """Whether the words before it in its clause say that it is not given."""
        start = draft.amount.start
        earlier = [d.amount.end for d in self.drafts if d.amount.end <= start]
        sentence = next(s for _, s in self.spoken if s[0] <= start < s[1])
        place = max(sentence[0], start - CLAUSE_REACH, *earlier, 0)
        clause = re.split(
            r"[,，;；:：]|\b(?:but|we gave|then)\b|而是|改|是用", self.masked[place:start]
        )[-1]
        clause = self.rules.words["not_negations"].sub(" ", clause)
        return self.rules.words["negations"].search(clause) is not None


def _dose(draft: _Draft, drugs: Sequence[NamedDrug], reader: _Reader) -> Dose:
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
        negated=reader.is_negated(draft),
    )
    concept = drug.concept if drug is not None else ""
    return replace(
        dose,
        implausible=is_implausible(
            concept, amount=dose.amount, unit=dose.unit, frequency=dose.frequency
        ),
    )
