"""How many faults of translations the parity check finds, on pairs marked by hand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from curation.extract.parity import Problem, compare
from curation.extract.vocabulary import Vocabulary


@dataclass(frozen=True, kw_only=True)
class ParityRow:
    """A Chinese and an English text of one meaning, but for the `problem` if there is one."""

    id: str
    zh: str
    en: str
    problem: Problem | None = None


def evaluate_parity(rows: Sequence[ParityRow], vocabulary: Vocabulary) -> dict[str, Any]:
    """Shares of the faults that were caught, by kind, and of faithful pairs that were not clean.

    A fault is caught when any difference is found, and `named` when its kind is among them.
    """
    faults, caught, named = Counter[str](), Counter[str](), Counter[str]()
    false_alarms = 0
    for row in rows:
        found = {
            difference.problem for difference in compare(row.zh, row.en, vocabulary=vocabulary)
        }
        if row.problem is None:
            false_alarms += bool(found)
            continue
        faults[row.problem] += 1
        caught[row.problem] += bool(found)
        named[row.problem] += row.problem in found
    faithful = len(rows) - faults.total()
    return {
        "rows": len(rows),
        "faults": faults.total(),
        "caught": _share(caught.total(), faults.total()),
        "named": _share(named.total(), faults.total()),
        "faithful": faithful,
        "false_alarms": _share(false_alarms, faithful),
        "by_problem": {
            problem: {
                "faults": count,
                "caught": _share(caught[problem], count),
                "named": _share(named[problem], count),
            }
            for problem, count in sorted(faults.items())
        },
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None
