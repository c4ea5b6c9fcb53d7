"""Pairs of several sessions brought together, and what their answers agree on."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from curation import frames
from curation.extract import Pipelines, vocabulary_path
from curation.model import Participant, Session
from curation.steps.alike import Group, alike_pairs
from curation.steps.extract import extract_session
from curation.store.transcripts import save_transcript
from curation.workbench import Workbench
from tests.extract.talks import talk

TALKS = {
    "march": [
        ("A", "What dose of methylprednisolone do you use?"),
        ("B", "We give 40 mg of methylprednisolone twice a day."),
    ],
    "april": [
        ("A", "甲泼尼龙的剂量是多少？"),
        ("B", "甲泼尼龙80毫克，一天一次。"),
    ],
    "may": [
        ("A", "How much methylprednisolone do you give?"),
        ("B", "We give 160 mg of methylprednisolone twice a day."),
        ("A", "How long is the incubation period?"),
        ("B", "About five days, in our experience."),
    ],
}
DAYS = {"march": date(2020, 3, 1), "april": date(2020, 4, 1), "may": date(2020, 5, 1)}


@pytest.fixture
def spoken(
    workbench: Workbench, pipelines: Pipelines, vocabulary_file: Path
) -> Workbench:
    """A workbench with three extracted sessions."""
    path = vocabulary_path(workbench.settings.models)
    path.parent.mkdir(parents=True)
    path.write_bytes(vocabulary_file.read_bytes())
    for name, said in TALKS.items():
        workbench.store.put_session(
            Session(
                id=name,
                held_on=DAYS[name],
                participants=(Participant(name="B", role="expert"),),
            )
        )
        save_transcript(workbench.settings.transcripts, talk(said, name))
        extract_session(workbench, name, pipelines)
    return workbench


def test_alike_step_brings_sessions_and_languages_together(spoken: Workbench) -> None:
    (group,) = alike_pairs(spoken)
    print(group)
