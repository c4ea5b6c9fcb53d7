"""The spaCy pipelines as data scientists meet them."""

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from curation.errors import InputError, UnknownItemError
from curation.extract import Pipelines, Vocabulary, load_pipeline


def test_pipeline_marks_entities_with_concepts_and_status(pipelines: Pipelines) -> None:
    doc = pipelines["en"]("We did not use steroids, but he had a dry cough.")
    assert [(span.text, span.label_, span._.assertion) for span in doc.ents] == [
        ("steroids", "DRUG", "absent"),
        ("dry cough", "SYMPTOM", "present"),
    ]
    assert doc.ents[1].kb_id_ == "HP:0031246"
    assert doc.ents[0]._.source.startswith("vocabulary@")
    assert 0 < doc.ents[0]._.score <= 1


def test_pipeline_has_what_each_component_needs(pipelines: Pipelines) -> None:
    for nlp in pipelines.values():
        assert not any(nlp.analyze_pipes()["problems"].values())


def test_pipeline_comes_back_from_disk(pipelines: Pipelines, tmp_path: Path) -> None:
    for language, text in (("en", "no fever"), ("zh", "没有发热")):
        pipelines[language].to_disk(tmp_path / language)
        (span,) = spacy.load(tmp_path / language)(text).ents
        assert (span.kb_id_, span._.assertion) == ("HP:0001945", "absent")


def test_pipeline_puts_doses_on_the_doc_and_on_disk(pipelines: Pipelines, tmp_path: Path) -> None:
    for language, text in (("en", "arbidol 200 mg three times a day"), ("zh", "阿比多尔200毫克")):
        nlp = pipelines[language]
        doc = nlp(text)
        (dose,) = doc._.doses
        assert (dose.amount, dose.unit) == (200, "mg")
        assert text[dose.drug.start : dose.drug.end] == text[: dose.drug.end]
        assert Doc(nlp.vocab).from_bytes(doc.to_bytes())._.doses == (dose,)
        nlp.to_disk(tmp_path / language)
        assert spacy.load(tmp_path / language)(text)._.doses == (dose,)


def test_pipeline_without_doses_finds_none(vocabulary: Vocabulary) -> None:
    nlp = load_pipeline("en", vocabulary)
    assert nlp.get_pipe_meta("doses").assigns == ["doc._.doses"]
    with nlp.select_pipes(disable="doses"):
        assert nlp("arbidol 200 mg")._.doses == ()


def test_pipeline_keeps_what_an_earlier_component_marked(vocabulary: Vocabulary) -> None:
    nlp = load_pipeline("en", vocabulary)
    ruler = nlp.add_pipe("entity_ruler", before="vocabulary")
    ruler.add_patterns([{"label": "TEXTURE", "pattern": "dry"}])  # type: ignore[attr-defined]
    doc = nlp("A dry cough, then a cough.")
    assert [(span.text, span.label_) for span in doc.ents] == [
        ("dry", "TEXTURE"),
        ("cough", "SYMPTOM"),
    ]


def test_pipeline_refuses_other_languages(vocabulary: Vocabulary) -> None:
    with pytest.raises(UnknownItemError, match="choose one of: en, zh"):
        load_pipeline("it", vocabulary)


def test_pipeline_without_vocabulary_says_so() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("curation_vocabulary", config={"scores": {}})
    with pytest.raises(InputError, match="use load_pipeline"):
        nlp("cough")


@pytest.mark.parametrize(
    ("language", "text", "found", "label"),
    [
        (
            "en",
            "Treatment with it induced severe hepatic injury in rats.",
            "hepatic injury",
            "CONDITION",
        ),
        ("en", "Seizures were induced by fluorazepane in mice.", "fluorazepane", "DRUG"),
        ("zh", "慢性萎缩性胃窦炎怎么治？", "慢性萎缩性胃窦炎", "CONDITION"),
    ],
)
def test_pipeline_finds_what_no_list_has(
    language: str, text: str, found: str, label: str, pipelines: Pipelines, vocabulary: Vocabulary
) -> None:
    assert found not in {text[match.start : match.end] for match in vocabulary.find(text)}
    span = next(span for span in pipelines[language](text).ents if span.text == found)
    assert (span.label_, span.kb_id_) == (label, "")
    assert span._.source.startswith("recognizer@")
    assert 0 < span._.score < 0.9


def test_pipeline_leaves_drugs_to_the_vocabulary(pipelines: Pipelines) -> None:
    (span,) = pipelines["en"]("We gave methylprednisolone.").ents
    assert span._.source.startswith("vocabulary@")
