"""Repairs as candidates that keep what was heard."""

import pytest

from curation.extract import Pipelines, Vocabulary, extract
from curation.extract.repair_index import RepairIndex, repair_index
from curation.model import EntitySpan, Session, Transcript, dump_json, load_json
from tests.extract.talks import talk


@pytest.fixture(scope="module")
def index(vocabulary: Vocabulary) -> RepairIndex:
    return repair_index(vocabulary)


def drugs(
    transcript: Transcript, pipelines: Pipelines, index: RepairIndex | None
) -> list[EntitySpan]:
    found = extract(transcript, Session(id="s1"), pipelines, index)
    return [entity for entity in found.entities if entity.label == "DRUG"]


def test_repaired_keeps_what_was_heard(pipelines: Pipelines, index: RepairIndex) -> None:
    heard = talk([("A", "We gave her met four men, 500 mg twice a day, and aspirin.")])
    repair, known = drugs(heard, pipelines, index)
    assert (repair.text, repair.suggested_name) == ("met four men", "metformin")
    assert heard.text_of(repair)[repair.start_char : repair.end_char] == repair.text
    assert repair.concept
    assert repair.concept.key == "DrugBank:DB00331"
    assert repair.source.startswith("curation_repairs@")
    assert (known.text, known.suggested_name) == ("aspirin", "")


def test_repaired_only_where_it_is_asked_for(pipelines: Pipelines) -> None:
    heard = talk([("A", "We gave her met four men, 500 mg twice a day.")])
    assert not any(drug.suggested_name for drug in drugs(heard, pipelines, None))


def test_repaired_marks_no_words_twice(pipelines: Pipelines, index: RepairIndex) -> None:
    heard = talk([("A", "They gave inxapurin 40 mg for the clots.")])
    places = [drug.first_word for drug in drugs(heard, pipelines, index)]
    assert places == [2]


def test_repaired_reads_entities_that_were_kept_before(
    pipelines: Pipelines, index: RepairIndex
) -> None:
    heard = talk([("A", "We gave her met four men, 500 mg, and aspirin.")])
    repair, known = drugs(heard, pipelines, index)
    assert b"suggested_name" not in dump_json(known)
    for entity in (repair, known):
        assert load_json(dump_json(entity), EntitySpan, origin="test") == entity
