import json
from dataclasses import replace

import pytest

from curation.release.records import (
    DRUG_WORDS,
    FINDING_WORDS,
    ReleasedPair,
    clock,
    content_hash,
    pair_line,
    speaker_words,
)
from curation.testing.exporters import sample_content


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "00:00"), (65.9, "01:05"), (3599.99, "59:59"), (3725.0, "1:02:05")],
)
def test_records_clock_reads_as_people_write(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def test_records_content_hash_is_pinned() -> None:
    """A change of this value changes the hash of everyone's releases: make it on purpose."""
    assert content_hash(sample_content().pairs) == (
        "981824390a7662b12d014e95d133438893a56156dc810f8068fbfc77af7c7049"
    )


def test_records_content_hash_tells_order_and_content() -> None:
    one, two = sample_content().pairs
    assert len({content_hash(pairs) for pairs in ([one, two], [two, one], [one], [])}) == 4


def test_records_line_is_one_line_of_json() -> None:
    line = pair_line(next(iter(sample_content().pairs)))
    assert line.count(b"\n") == 1
    assert set(json.loads(line)) == set(ReleasedPair.__dataclass_fields__)


def test_records_every_assertion_has_words() -> None:
    assert DRUG_WORDS.keys() == FINDING_WORDS.keys()
    assert len(DRUG_WORDS) == 8


def test_records_speaker_is_described_as_far_as_known() -> None:
    known, _ = sample_content().pairs
    unknown = replace(
        known,
        speaker_role="other",
        speaker_department="",
        speaker_institution="",
        speaker_country="",
    )
    assert speaker_words(known) == "Expert, Infectious diseases, A teaching hospital, China"
    assert speaker_words(unknown) == "Speaker not listed"
