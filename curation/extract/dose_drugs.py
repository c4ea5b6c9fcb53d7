"""Which drug an amount is of."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from curation.extract.dose_amounts import Amount
from curation.extract.dose_parts import Span
from curation.extract.dose_rules import DoseRules

_OF = re.compile(r"(?:\s+(?:of|worth of)(?:\s+(?:the|oral|iv|intravenous))?\s+|的|\s*)")
_SURELY_OF = re.compile(r"\s+of\s+|的")
_NAME_LINK = re.compile(r"\s?(?:/|and|plus|和|加)\s?")


class DrugJoiner:
    """Joins amounts to the drugs of their sentence."""

    def __init__(self, masked: str, drugs: Sequence[Span], rules: DoseRules) -> None:
        self.masked = masked
        self.drugs = drugs
        self.starts = [start for start, _ in drugs]
        self.rules = rules

    def drug_of(self, amount: Amount, drugs: range, amounts: Sequence[Amount]) -> int | None:
        """The place of the drug, given those of the sentence and all its amounts."""
        first = bisect_left(self.starts, amount.start)
        before = first - 1 if first > drugs.start else None
        if first < drugs.stop and self.starts[first] < amount.end:
            return first  # named between number and unit
        after = first if first < drugs.stop else None
        if amount.group >= 0:
            return self._of_group(amount, drugs, amounts)
        if after is not None and not _between(amounts, amount.end, self.starts[after]):
            gap = self.masked[amount.end : self.starts[after]]
            taken = before is None or _between(amounts, self.drugs[before][1], amount.start)
            if _OF.fullmatch(gap) and (gap.strip() or taken):
                return after
        if before is not None:
            return before
        near = after is not None and self._is_near(amount.end, after)
        return after if near else None

    def _is_near(self, end: int, drug: int) -> bool:
        return self.starts[drug] - end <= 2 * self.rules.phrases.reach

    def _of_group(self, amount: Amount, drugs: range, amounts: Sequence[Amount]) -> int | None:
        """A combination's amounts go to the drugs that are named together, in their order."""
        same = [one for one in amounts if one.group == amount.group]
        start, end = same[0].start, same[-1].end
        following = bisect_left(self.starts, end)
        named = range(drugs.start, max(drugs.start, bisect_left(self.starts, start)))[-len(same) :]
        combined = self.masked[same[0].end : same[-1].start].strip() in ("", "/")
        links = (
            self.masked[self.drugs[one][1] : self.starts[other]] for one, other in pairwise(named)
        )
        if combined and len(named) == len(same) and all(map(_NAME_LINK.fullmatch, links)):
            return named[same.index(amount)]
        if following < drugs.stop and _SURELY_OF.fullmatch(
            self.masked[end : self.starts[following]]
        ):
            return following
        if named:
            return named[-1]
        return following if following < drugs.stop else None


def _between(amounts: Sequence[Amount], start: int, end: int) -> bool:
    return any(start <= amount.start < end for amount in amounts)
