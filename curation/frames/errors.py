"""DataFrames of what extraction does otherwise than people did by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from curation.frames.columns import make_frame

if TYPE_CHECKING:  # it loads spaCy
    from curation.extract.evaluate_errors import EntityError


def errors_frame(errors: Iterable[EntityError]) -> pd.DataFrame:
    """One row an error, of the most frequent kind and label first.

    Columns: kind, label, wanted, found, before, text, after, id (str). `before`, `text` and
    `after` are the entity in its context, `id` is that of the text.
    """
    errors = list(errors)
    counts = Counter((error.kind, error.label) for error in errors)
    ordered = sorted(errors, key=lambda one: (-counts[one.kind, one.label], one.kind, one.label))
    rows = ((e.kind, e.label, e.wanted, e.found, e.before, e.text, e.after, e.id) for e in ordered)
    return make_frame("kind label wanted found before text after id", rows)


def error_counts_frame(errors: Iterable[EntityError]) -> pd.DataFrame:
    """One row a kind of error and a label, the most frequent first, with its first example.

    Columns: kind, label (str), errors (int64), share (float64, of all errors), example (str).
    """
    frame = errors_frame(errors)
    frame["example"] = frame.before + "[" + frame.text + "]" + frame.after
    groups = frame.groupby(["kind", "label"], sort=False).example
    rows = (
        (*key, len(examples), len(examples) / len(frame), examples.iloc[0])
        for key, examples in groups
    )
    return make_frame("kind label errors share example", rows)
