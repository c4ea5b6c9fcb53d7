import pytest

from curation.workbench import Workbench
from tests.desk import Desk, fill


@pytest.fixture
def desk(workbench: Workbench) -> Desk:
    return Desk(workbench)


@pytest.fixture
def full_desk(desk: Desk) -> Desk:
    """Three pairs that can be released, and one that cannot."""
    return fill(desk)
