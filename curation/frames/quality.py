"""DataFrames of how well the work goes: agreement, pace, verdicts, the engine's doubts."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations

import pandas as pd

from curation.frames.columns import make_frame
from curation.frames.workbench import decisions_frame
from curation.model import Candidate, Decision, EntitySpan, Transcript, Verdict, Word, kind_of
from curation.state import item_states

WINDOW_S = 60.0

_Opinions = list[tuple[Decision, Decision]]


def agreement_frame(decisions: Iterable[Decision]) -> pd.DataFrame:
    """One row two reviewers who decided on the same candidates, skips left out.

    Columns: reviewer_a, reviewer_b (str), both, agreed (int64: candidates that both decided
    on, and those where verdict and wording are the same), share, kappa (float64: of all, and
    Cohen's kappa of the verdicts, missing where chance alone makes them agree).
    """
    together: dict[tuple[str, str], _Opinions] = defaultdict(list)
    for state in item_states(decisions).values():
        opinions = sorted(
            (event for event in state.standing if event.verdict != "skip"),
            key=lambda event: event.reviewer,
        )
        for one, other in combinations(opinions, 2):
            together[one.reviewer, other.reviewer].append((one, other))
    return make_frame(
        "reviewer_a reviewer_b both agreed share kappa",
        ((*names, *_agreement(opinions)) for names, opinions in sorted(together.items())),
    )


def pace_frame(decisions: Iterable[Decision]) -> pd.DataFrame:
    """One row a reviewer and day (UTC), undone decisions included.

    Columns: reviewer (str), day (datetime64), decisions (int64), median_s, total_s (float64,
    seconds per decision and altogether).
    """
    frame = decisions_frame(event for event in decisions if event.verdict != "undo")
    days = frame.decided_at.dt.tz_localize(None).dt.floor("D")
    grouped = frame.groupby(["reviewer", days]).seconds
    rows = ((*key, len(seconds), seconds.median(), seconds.sum()) for key, seconds in grouped)
    return make_frame("reviewer day decisions median_s total_s", rows)


def verdicts_frame(decisions: Iterable[Decision], candidates: Iterable[Candidate]) -> pd.DataFrame:
    """One row a kind of candidate and a status, with how many there are.

    Columns: label (DRUG, SYMPTOM, CONDITION, DOSE or PAIR), status (open, accepted, edited,
    rejected, skipped) (str), items (int64), share (float64, of the label's).
    """
    states = item_states(decisions)
    counts = Counter(
        (
            candidate.label if isinstance(candidate, EntitySpan) else kind_of(candidate).upper(),
            states[candidate.id].status if candidate.id in states else "open",
        )
        for candidate in candidates
    )
    totals: Counter[str] = Counter()
    for (label, _), count in counts.items():
        totals[label] += count
    rows = ((*key, count, count / totals[key[0]]) for key, count in sorted(counts.items()))
    return make_frame("label status items share", rows)


def doubt_frame(transcript: Transcript, *, window_s: float = WINDOW_S) -> pd.DataFrame:
    """One row a window of time, with the words that the engine itself doubts.

    Columns: start_s, share (float64, of the words that have a probability; missing where
    none has), words, doubtful (int64).
    """
    windows: dict[int, list[Word]] = defaultdict(list)
    for word in transcript.words:
        windows[int(word.start_s // window_s)].append(word)
    rows = []
    for number in range(max(windows, default=-1) + 1):
        known = [word for word in windows[number] if word.probability is not None]
        doubtful = sum(word.doubtful for word in known)
        share = doubtful / len(known) if known else float("nan")
        rows.append((number * window_s, len(windows[number]), doubtful, share))
    return make_frame("start_s words doubtful share", rows)


def _agreement(opinions: _Opinions) -> tuple[int, int, float, float]:
    same = sum(one.verdict == other.verdict and one.after == other.after for one, other in opinions)
    return len(opinions), same, same / len(opinions), _kappa(opinions)


def _kappa(opinions: _Opinions) -> float:
    """Cohen's kappa: (observed - expected) / (1 - expected) agreement."""
    count = len(opinions)
    first: Counter[Verdict] = Counter(one.verdict for one, _ in opinions)
    second: Counter[Verdict] = Counter(other.verdict for _, other in opinions)
    observed = sum(one.verdict == other.verdict for one, other in opinions) / count
    expected = sum(first[verdict] * second[verdict] for verdict in first) / count**2
    return (observed - expected) / (1 - expected) if expected < 1 else float("nan")
