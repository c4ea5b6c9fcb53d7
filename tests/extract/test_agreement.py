"""Whether what is said of a drug agrees, changes or contradicts."""

from datetime import date
from typing import Any

import pytest

from curation.extract.agreement import Statement, agreements
from curation.model import DoseStatement, Frequency

DAY, LATER = date(2020, 3, 1), date(2020, 4, 1)


def dose(amount: Any, unit: str = "mg", **facts: Any) -> DoseStatement:
    return DoseStatement(
        id="d", transcript="s/r0001", first_word=0, last_word=0, start_char=0, end_char=1,
        text="x", amount=amount, unit=unit, **facts,
    )  # fmt: skip


def said(
    pair: str, held_on: date | None = DAY, assertion: Any = "present", *doses: Any
) -> Statement:
    return Statement(
        pair=pair, session=pair, speaker="B", drug="X:1", display="x", held_on=held_on,
        assertion=assertion, doses=doses,
    )  # fmt: skip


def given(pair: str, *doses: DoseStatement) -> Statement:
    return said(pair, DAY, "present", *doses)


TWICE, ONCE = Frequency(times_per_day=2.0), Frequency(times_per_day=1.0)


@pytest.mark.parametrize(
    ("one", "other", "accord"),
    [
        (said("a"), said("b"), "agreement"),
        (said("a"), said("a", DAY, "stopped"), "single"),
        (said("a"), said("b", DAY, "advised_against"), "contradiction"),
        (said("a"), said("b", LATER, "stopped"), "change"),
        (said("a"), said("b", None, "stopped"), "contradiction"),
        (given("a", dose(40.0)), given("b", dose(80.0)), "contradiction"),
        (given("a", dose((40.0, 80.0))), given("b", dose(80.0)), "agreement"),
        (given("a", dose(1.0, "g")), given("b", dose(1000.0)), "agreement"),
        (
            given("a", dose(40.0, frequency=TWICE)),
            given("b", dose(80.0, frequency=ONCE)),
            "agreement",
        ),
        (given("a", dose(40.0)), given("b", dose(5.0, "mL")), "agreement"),
        (
            given("a", dose(40.0)),
            given("b", dose(80.0, negated=True)),
            "agreement",
        ),
    ],
)  # fmt: skip
def test_agreements_tell_agreement_change_and_contradiction(
    one: Statement, other: Statement, accord: str
) -> None:
    (item,) = agreements([other, one])
    assert item.accord == accord
    assert len(item.statements) == 2


def test_agreements_put_the_earliest_first() -> None:
    (item,) = agreements([said("b", LATER), said("c", None), said("a", DAY)])
    assert [statement.pair for statement in item.statements] == ["a", "b", "c"]
