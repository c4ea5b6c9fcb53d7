"""The spaCy pipelines as data scientists meet them."""

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from curation.errors import FormatError, InputError, UnknownItemError
from curation.extract import Pipelines, Vocabulary, load_pipeline
from curation.extract.evaluate import (
    AssertionRow,
    EntityRow,
    GoldEntity,
    evaluate_assertions,
    evaluate_entities,
)
from curation.extract.evaluate_errors import entity_errors


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
    marked = [(span.text, span.label_) for span in doc.ents]
    assert marked[0] == ("dry", "TEXTURE")
    assert set(marked[1:]) == {("cough", "SYMPTOM")}


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


# A pipeline of one's own.

OWN = """
[curation]
extends = "en"

[nlp]
pipeline = ["sentences", "vocabulary", "devices", "questions", "assertion"]

[components]

[components.devices]
factory = "curation_list"
terms = "devices.tsv"
label = "DEVICE"
score = 0.8

[components.assertion]
rules = ["assertion_en", "cues.toml"]
"""
LIST = (
    "system\tcode\ten\tzh\ten_synonyms\tzh_synonyms\n"
    "MINE\tMINE:1\tventilator\t呼吸机\tbreathing machine|dry cough machine\t\n"
)
CUES = """
reach = 60
[cues.absent]
before = ["were out of"]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The config of a pipeline with a list and a rule file beside it."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "devices.tsv").write_text(LIST, "utf-8")
    (folder / "cues.toml").write_text(CUES, "utf-8")
    (folder / "pipeline.cfg").write_text(OWN, "utf-8")
    return folder / "pipeline.cfg"


def marks(nlp: Language, text: str) -> list[tuple[str, str, str, str]]:
    return [(span.text, span.label_, span.kb_id_, span._.assertion) for span in nlp(text).ents]


def test_pipeline_of_ones_own_has_its_label_and_rules(own: Path, vocabulary: Vocabulary) -> None:
    nlp = load_pipeline(own, vocabulary)
    assert nlp.pipe_names == ["sentences", "vocabulary", "devices", "questions", "assertion"]
    assert not any(nlp.analyze_pipes()["problems"].values())
    assert marks(nlp, "We were out of ventilators, and not 呼吸机. He had no fever.") == [
        ("ventilators", "DEVICE", "MINE:1", "absent"),
        ("呼吸机", "DEVICE", "MINE:1", "absent"),
        ("fever", "SYMPTOM", "HP:0001945", "absent"),  # by a cue of the project's
    ]
    (span,) = nlp("a dry cough machine").ents  # covers a symptom
    assert (span._.score, span._.source.split("@")[0]) == (0.8, "devices")


def test_pipeline_of_ones_own_is_saved_with_its_files(
    own: Path, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    text = "We were out of ventilators."
    nlp = load_pipeline(own, vocabulary)
    expected = marks(nlp, text)
    nlp.to_disk(tmp_path / "saved")
    for name in ("devices.tsv", "cues.toml", "pipeline.cfg"):
        (own.parent / name).unlink()
    assert marks(spacy.load(tmp_path / "saved"), text) == expected


def test_pipeline_keeps_a_label_of_its_own_through_evaluation(
    own: Path, pipelines: Pipelines, vocabulary: Vocabulary
) -> None:
    with_own = {**pipelines, "en": load_pipeline(own, vocabulary)}
    gold = GoldEntity(start_char=0, end_char=11, label="DEVICE", concept="MINE:1")
    rows = [EntityRow(id="1", text="Ventilators were short.", entities=(gold,))]
    assert evaluate_entities(rows, with_own)["labels"]["DEVICE"]["exact"]["f1"] == 1
    assert entity_errors(rows, with_own) == ()
    row = AssertionRow(
        id="1", text="no rig", start_char=3, end_char=6, label="DEVICE", status="absent"
    )
    assert evaluate_assertions([row], with_own)["accuracy"] == 1


def test_pipeline_advises_against_what_is_no_finding(own: Path, vocabulary: Vocabulary) -> None:
    (span,) = load_pipeline(own, vocabulary)("We do not recommend a ventilator.").ents
    assert span._.assertion == "advised_against"


@pytest.mark.parametrize(
    ("name", "old", "new", "error", "said"),
    [
        ("pipeline.cfg", '"en"', '"it"', UnknownItemError, "extends 'it'; choose one of: en, zh"),
        ("pipeline.cfg", "curation_list", "nobody", FormatError, "cannot assemble it"),
        ("pipeline.cfg", "score = 0.8", "score = []", FormatError, "cannot assemble it"),
        ("pipeline.cfg", "cues.toml", "none.toml", InputError, "none.toml: no such file"),
        ("pipeline.cfg", "devices.tsv", "none.tsv", InputError, "none.tsv: no such file"),
        ("devices.tsv", "MINE:1\t", "", FormatError, "devices.tsv, line 2: 5 values for 6"),
        ("cues.toml", "[cues.absent]", "[cues.gone]", FormatError, "cues"),
        ("cues.toml", "[cues.absent]", "[cues", FormatError, "cues.toml is not TOML"),
    ],
)
def test_pipeline_of_ones_own_names_what_is_wrong(
    own: Path,
    vocabulary: Vocabulary,
    name: str,
    old: str,
    new: str,
    error: type[Exception],
    said: str,
) -> None:
    path = own.parent / name
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(error, match=said):
        load_pipeline(own, vocabulary)


def test_list_without_its_terms_says_so() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("curation_list", config={"terms": "a.tsv", "label": "A", "score": 1.0})
    with pytest.raises(InputError, match="use load_pipeline"):
        nlp("cough")


# How spaCy finds the components.

FACTORIES = [
    point.name
    for point in entry_points(group="spacy_factories")
    if point.value.startswith("curation.")
]


def test_pipeline_is_made_of_components_that_spacy_finds(pipelines: Pipelines) -> None:
    used = {
        nlp.get_pipe_meta(name).factory for nlp in pipelines.values() for name in nlp.pipe_names
    }
    assert used - {"sentencizer"} <= set(FACTORIES)


@pytest.mark.parametrize("name", FACTORIES)
def test_component_says_what_it_assigns_and_requires(name: str) -> None:
    meta = spacy.blank("en").get_factory_meta(name)
    assert meta.assigns
    if name not in {"curation_vocabulary", "curation_list", "curation_phrases"}:
        assert meta.requires


def test_component_that_lacks_something_is_reported(pipelines: Pipelines) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("curation_assertion", config={"rules": "assertion_en"})
    problems = nlp.analyze_pipes()["problems"]["curation_assertion"]
    assert set(problems) == {"doc.ents", "doc.sents", "doc.spans"}


def test_components_are_found_without_importing_this_package(
    pipelines: Pipelines, tmp_path: Path
) -> None:
    pipelines["en"].to_disk(tmp_path / "saved")
    code = "import spacy, sys; print(spacy.load(sys.argv[1])('no fever').ents[0]._.assertion)"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "saved")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == ("absent", 0), done.stderr
