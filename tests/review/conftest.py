"""A session to review, small enough to know each word of it."""

import pytest

from curation.model import DoseStatement, EntitySpan, Frequency, QAPair, Session
from curation.workbench import Workbench
from tests.review.sample import add_dose, add_session

TURNS = (
    (0.0, 4.0, "Asker", "Did you give chloroquine for the fever?"),
    (4.0, 9.0, "Expert", "We did not give chloroquine. The cough got better."),
)


@pytest.fixture
def bench(workbench: Workbench) -> Workbench:
    """A workbench with the session `s`: two drugs, a fever, a cough, and one pair."""
    session = Session(id="s", title="A session", languages=("en",))
    workbench.store.put_session(session)
    add_session(workbench, session, iter(TURNS))
    return workbench


@pytest.fixture
def drug(bench: Workbench) -> EntitySpan:
    """The chloroquine that was not given."""
    return next(e for e in bench.store.entities("s") if e.assertion == "absent")


@pytest.fixture
def pair(bench: Workbench) -> QAPair:
    return bench.store.pairs("s")[0]


@pytest.fixture
def dose(bench: Workbench) -> DoseStatement:
    """Chloroquine, 5 g twice a day, in a session `d` of its own: ten times what is given."""
    session = Session(id="d", title="Doses", languages=("en",))
    bench.store.put_session(session)
    said = "We gave chloroquine, 5000 mg twice a day."
    add_session(bench, session, iter([(0.0, 5.0, "Expert", said)]))
    twice = Frequency(times_per_day=2)
    return add_dose(
        bench, "d", "5000 mg twice a day", amount=5000.0, frequency=twice, implausible=True
    )
