"""Concepts for entities by other forms of their names."""

from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc, Span

from curation.extract import Pipelines, Vocabulary
from curation.extract.names import NameRules, concept_named
from curation.extract.rules import load_rules

RULES = load_rules("names_en", NameRules)


@pytest.mark.parametrize(
    ("text", "label", "concept"),
    [
        ("edema, pulmonary", "CONDITION", "HP:0100598"),
        ("seizures.", "SYMPTOM", "HP:0001250"),
        ("hypotensive", "SYMPTOM", "HP:0002615"),
        ("nauseated", "SYMPTOM", "HP:0002018"),
        ("convulsive", "SYMPTOM", "HP:0001250"),
        ("haemoptysis", "SYMPTOM", "HP:0002105"),
        ("acute pain", "SYMPTOM", "HP:0012531"),
        ("lidocaine hydrochloride", "DRUG", "DrugBank:DB00281"),
        ("sodium heparin", "DRUG", "DrugBank:DB01109"),
        ("remdesivir infusions", "DRUG", "DrugBank:DB14761"),
        ("l-noradrenaline", "DRUG", "DrugBank:DB00368"),
        ("interferon-β", "DRUG", "DrugBank:DB00068"),
        ("zorblaxine", "DRUG", ""),
        ("remdesivirr", "DRUG", ""),
        ("CP", "DRUG", ""),
        ("", "DRUG", ""),
    ],
)
def test_linker_finds_the_concept_of_a_form_of_its_name(
    vocabulary: Vocabulary, text: str, label: str, concept: str
) -> None:
    assert concept_named(vocabulary, RULES, text, label) == concept


def linker(nlp: Language) -> Any:
    return nlp.get_pipe("linker")


def read(nlp: Language, text: str, marked: str, label: str) -> Doc:
    """What the linker makes of a text in which something marked a part and gave no concept."""
    doc = nlp.make_doc(text)
    start = text.index(marked)
    span = doc.char_span(start, start + len(marked), label=label)
    span._.score = 0.7
    doc.ents = [span]
    return linker(nlp)(doc)


def test_linker_marks_what_the_text_abbreviates_wherever_it_stands(pipelines: Pipelines) -> None:
    nlp = pipelines["en"]
    doc = read(nlp, "He got fluvoxamine (FX). FX helped, Fx did not.", "fluvoxamine", "DRUG")
    assert [(span.text, span.label_) for span in doc.ents] == [
        ("fluvoxamine", "DRUG"),
        ("FX", "DRUG"),
        ("FX", "DRUG"),
    ]
    assert len({span.kb_id_ for span in doc.ents}) == 1
    assert all(span._.source.startswith("linker@") for span in doc.ents[1:])


def test_linker_takes_a_drug_only_for_all_of_the_long_form(pipelines: Pipelines) -> None:
    text = "levodopa-induced dyskinesia (LID) and LID"
    doc = read(pipelines["en"], text, "levodopa", "DRUG")
    assert [span.text for span in doc.ents] == ["levodopa"]


def test_linker_leaves_a_concept_that_is_there(pipelines: Pipelines) -> None:
    nlp = pipelines["en"]
    doc = nlp.make_doc("a dry cough")
    doc.ents = [Span(doc, 1, 3, label="SYMPTOM", kb_id="CEC:mine")]
    assert [span.kb_id_ for span in linker(nlp)(doc).ents] == ["CEC:mine"]


def test_linker_takes_back_what_is_part_of_a_stopped_term(pipelines: Pipelines) -> None:
    doc = read(pipelines["en"], "her oxygen saturation fell", "oxygen", "DRUG")
    assert doc.ents == ()


def test_linker_keeps_apart_abbreviations_that_hold_one_another(pipelines: Pipelines) -> None:
    text = "fluvoxamine (FX), fluvoxamine XR (FX-R); FX-R, FX/FX"
    doc = read(pipelines["en"], text, "fluvoxamine", "DRUG")
    assert {span.text for span in doc.ents} >= {"fluvoxamine", "FX"}


def test_linker_knows_no_concept_for_a_label_of_somebody_else(vocabulary: Vocabulary) -> None:
    assert concept_named(vocabulary, RULES, "the dry cough", "MINE") == ""
