"""The project's own sentences, as clinicians exchange experience with COVID-19."""

from pathlib import Path

import pytest

from curation.extract import Pipelines
from curation.extract.evaluate import EntityRow, evaluate_entities, read_gold
from curation.extract.linking import evaluate_links

FOLDER = Path(__file__).parent
# Least overlap F1 and concepts right of all: a little under what was measured when it was set.
LEAST = {
    ("en", "DRUG"): (0.93, 0.95),
    ("en", "SYMPTOM"): (0.93, 0.93),
    ("zh", "DRUG"): (0.96, 0.96),
    ("zh", "SYMPTOM"): (0.88, 0.82),
}


def gold(language: str) -> list[EntityRow]:
    return read_gold(FOLDER / f"covid19_{language}.jsonl", EntityRow)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_covid19_sessions_are_read_as_people_marked_them(
    pipelines: Pipelines, language: str
) -> None:
    found = evaluate_entities(gold(language), pipelines)["labels"]
    for label in ("DRUG", "SYMPTOM"):
        assert found[label]["overlap"]["f1"] >= LEAST[language, label][0], label


@pytest.mark.parametrize("language", ["en", "zh"])
def test_covid19_sessions_get_the_right_concepts(pipelines: Pipelines, language: str) -> None:
    found = evaluate_links(gold(language), pipelines)["labels"]
    for label in ("DRUG", "SYMPTOM"):
        assert found[label]["right_of_all"] >= LEAST[language, label][1], label


@pytest.mark.parametrize(
    "text",
    [
        "Her oxygen saturation was low and the oxygen level did not rise.",
        "The iron level and the calcium level were normal.",
        "Start the iv drip.",
        "Vaccines are free, and vaccination is voluntary.",
        "Any illicit drug use, such as marijuana or heroin?",
    ],
)
def test_covid19_talk_of_levels_and_habits_names_no_drug(pipelines: Pipelines, text: str) -> None:
    assert [span.text for span in pipelines["en"](text).ents if span.label_ == "DRUG"] == []


def test_covid19_oxygen_is_a_drug_where_it_is_given(pipelines: Pipelines) -> None:
    (span,) = pipelines["en"]("We gave five litres of oxygen by nasal cannula.").ents
    assert (span.text, span.label_, span.kb_id_) == ("oxygen", "DRUG", "DrugBank:DB09140")
