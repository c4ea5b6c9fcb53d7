"""DataFrames of pairs that ask the same, and of what their answers agree on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from curation.frames.columns import SEPARATOR, make_frame

if TYPE_CHECKING:  # it loads spaCy
    from curation.steps.alike import Group

_PAIRS = (
    "group likeness id session held_on language question_text answer_text answered_by role same_as"
)
_ACCORDS = "group drug display accord id session held_on speaker role assertion doses"


def alike_frame(groups: Iterable[Group]) -> pd.DataFrame:
    """One row a pair, by the number of its group.

    Columns: group (int64), likeness (float64), id, session, language, question_text,
    answer_text, answered_by, role, same_as (str), held_on (datetime64).
    """
    rows = (
        (
            number,
            group.likeness,
            member.pair.id,
            member.session,
            member.held_on,
            member.pair.language,
            member.pair.question_text,
            member.pair.answer_text,
            member.answered_by,
            member.role,
            member.pair.same_as,
        )
        for number, group in enumerate(groups, 1)
        for member in group.members
    )
    return make_frame(_PAIRS, rows)


def accord_frame(groups: Iterable[Group]) -> pd.DataFrame:
    """One row a statement of a drug, the earliest first: who says what in answer to one question.

    Columns: group (int64), drug, display, accord (single, agreement, change, contradiction),
    id (the pair's), session, speaker, role, assertion, doses (as spoken) (str), held_on
    (datetime64).
    """
    rows = (
        (
            number,
            item.drug,
            item.display,
            item.accord,
            said.pair,
            said.session,
            said.held_on,
            said.speaker,
            said.role,
            said.assertion,
            SEPARATOR.join(dose.text for dose in said.doses),
        )
        for number, group in enumerate(groups, 1)
        for item in group.agreements
        for said in item.statements
    )
    return make_frame(_ACCORDS, rows)
