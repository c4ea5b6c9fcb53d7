"""Complaints that no list can hold, composed of a site and what is wrong with it."""

import pytest

from curation.extract import Pipelines
from curation.extract.matcher import concept_of


@pytest.mark.parametrize(
    ("text", "expected", "code"),
    [
        ("I have pain in my left knee.", "pain in my left knee", "HP:0030839"),
        ("There's pain from the ear", "pain from the ear", "HP:0030766"),
        ("weakness in your arms and legs", "weakness in your arms and legs", "HP:0001324"),
        ("My chest really hurts", "chest really hurts", "HP:0100749"),
        ("so my nose is running", "nose is running", "HP:0031417"),
        ("my nose's running", "nose's running", "HP:0031417"),
        ("numbness, in the right hand", "numbness, in the right hand", "HP:0033748"),
        ("itchiness in both ears", "itchiness in both ears", "CEC:itchy-ears"),
        ("PAIN IN THE BACK OF MY NECK", "PAIN IN THE BACK OF MY NECK", "HP:0030833"),
        ("ringing in my left ear", "ringing in my left ear", "HP:0000360"),
    ],
)
def test_phrases_are_found_with_the_concept_they_compose(
    pipelines: Pipelines, text: str, expected: str, code: str
) -> None:
    nlp = pipelines["en"]
    (span,) = nlp(text).ents
    concept = concept_of(nlp, span.kb_id_)
    assert (span.text, span.label_) == (expected, "SYMPTOM")
    assert concept is not None
    assert concept.key == code


@pytest.mark.parametrize(
    "text",
    [
        "I looked in your left ear.",
        "He runs his hands under the tap.",
        "the nose is fine",
        "painting in my left kneeling",
    ],
)
def test_phrases_need_a_complaint_and_a_site(pipelines: Pipelines, text: str) -> None:
    sources = [span._.source.split("@")[0] for span in pipelines["en"](text).ents]
    assert "phrases" not in sources


def test_phrases_give_way_to_longer_terms(pipelines: Pipelines) -> None:
    (span,) = pipelines["en"]("pain between the shoulder blades").ents
    assert span.text == "pain between the shoulder blades"


def test_phrases_are_quick_on_text_that_nearly_fits(pipelines: Pipelines) -> None:
    text = "pain in my " * 20_000
    assert all(span.text == "pain" for span in pipelines["en"](text).ents)
