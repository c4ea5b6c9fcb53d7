"""Names and dtypes of the columns, which are the same in every frame."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

SEPARATOR = "; "  # between several values in one cell

# Columns that are not named here hold text ("str").
DTYPES = {
    **dict.fromkeys(("start_s", "end_s", "probability", "score", "seconds"), "float64"),
    **dict.fromkeys(
        ("word", "turn", "first_word", "last_word", "version", "release", "group"), "int64"
    ),
    **dict.fromkeys(("answer_runs", "entities", "items", "participants"), "int64"),
    **dict.fromkeys(("words", "doubtful", "both", "agreed", "decisions", "errors"), "int64"),
    **dict.fromkeys(("likeness", "share", "kappa", "median_s", "total_s"), "float64"),
    **dict.fromkeys(("decided_at", "created_at"), "datetime64[us, UTC]"),
    **dict.fromkeys(("held_on", "day"), "datetime64[us]"),
    **dict.fromkeys(("amount_low", "amount_high"), "float64"),
    **dict.fromkeys(("exact", "negated", "implausible"), "bool"),
    "supersedes": "Int64",
}


def make_frame(columns: str, rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    """Rows under the columns, named in one line, with the same dtypes even when empty."""
    names = columns.split()
    frame = pd.DataFrame(list(rows), columns=names)
    return frame.astype({name: DTYPES.get(name, "str") for name in names})
