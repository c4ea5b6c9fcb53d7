"""Small refinements with decisions made up here, and what becomes of the models."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from curation.errors import FormatError, InputError, UnknownItemError
from curation.extract import Vocabulary, load_pipeline, vocabulary_path
from curation.extract.decided import Lesson
from curation.extract.evaluate import EntityRow, GoldEntity
from curation.extract.models import CARD, OWN_MODELS, read_card
from curation.extract.refining import (
    Course,
    choose,
    go,
    hinted,
    recognizer_of,
    refine,
    rehearsals,
)
from curation.model import Decision, EntitySpan, Session, Transcript, Verdict, stable_id
from curation.steps.extract import open_pipelines
from curation.steps.refine import RefineOptions, list_promoted, refine_model
from curation.store.transcripts import revision_path, save_transcript
from curation.workbench import Workbench
from tests.extract.talks import talk

WHO = ("We", "They", "Doctors", "Nurses", "My colleagues", "You")
HOW = ("gave", "took", "stopped", "started", "tried", "used")
WHEN = ("today", "at night", "last week", "in the ward")
SAID = [f"{who} {how} zorbitol for the fever {when}." for who, how, when in product(WHO, HOW, WHEN)]
STEPS = 40
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def spoken(workbench: Workbench, vocabulary_file: Path) -> Workbench:
    """A workbench in which much was said of a drug that no list has."""
    path = vocabulary_path(workbench.settings.models)
    path.parent.mkdir(parents=True)
    shutil.copy(vocabulary_file, path)
    workbench.store.put_session(Session(id="s1"))
    turns = [("A", text) for text in (*SAID, "And how is she?", "She has no cough.")]
    save_transcript(workbench.settings.transcripts, talk(turns))
    return workbench


def decide(workbench: Workbench, marks: dict[str, Verdict | None], turns: int = len(SAID)) -> None:
    """Make each of these words of the first turns a drug, and decide so on it."""
    transcript = workbench.transcript("s1")
    found = [
        (entity, verdict)
        for turn in transcript.turns[:turns]
        for number in range(turn.first_word, turn.last_word + 1)
        for word, verdict in marks.items()
        if (entity := _entity(transcript, number, word))
    ]
    workbench.store.put_candidates(transcript.key, [entity for entity, _ in found])
    for entity, verdict in found:
        if verdict:
            workbench.store.decide(
                Decision(
                    id=stable_id("decision", entity.id),
                    target_id=entity.id,
                    verdict=verdict,
                    reviewer="tester",
                    decided_at=NOON,
                    version=1,
                )
            )


def _entity(transcript: Transcript, number: int, word: str) -> EntitySpan | None:
    if transcript.words[number].text != word:
        return None
    return EntitySpan(
        id=stable_id("e", number),
        transcript=transcript.key,
        first_word=number,
        last_word=number,
        start_char=0,
        end_char=len(word),
        text=word,
        label="SYMPTOM" if word == "fever" else "DRUG",
    )


def lessons(number: int, *, complete: bool = True) -> tuple[Lesson, ...]:
    """What was said, with the new drug marked and the fever not."""
    found = []
    for text in SAID[:number]:
        start = text.index("zorbitol")
        drug = GoldEntity(start_char=start, end_char=start + 8, label="DRUG")
        row = EntityRow(id=stable_id(text), text=text, entities=(drug,))
        found.append(Lesson(row=row, complete=complete))
    return tuple(found)


def drugs(workbench: Workbench, text: str) -> dict[str, str]:
    """The drugs that the workbench's pipeline finds, with where they come from."""
    doc = open_pipelines(workbench)["en"](text)
    return {span.text: span._.source for span in doc.ents if span.label_ == "DRUG"}


def test_refine_promotes_a_model_that_knows_what_was_approved(spoken: Workbench) -> None:
    text = "Maybe zorbitol helped her."
    assert "zorbitol" not in drugs(spoken, text)
    decide(spoken, {"zorbitol": "accept", "fever": "accept"})
    done = refine_model(spoken, "en", RefineOptions(steps=STEPS))
    assert done.promoted
    assert not done.dropped
    assert done.before["DRUG"] < done.after["DRUG"]
    assert done.after["SYMPTOM"] == 1
    assert done.folder == spoken.settings.models / "entities" / "en" / "0001"
    card = read_card(done.folder)
    assert card == done.card
    assert card.parent == read_card(OWN_MODELS / "en").version
    assert card.decisions == 2 * card.texts["decided turns"]
    assert card.texts["decided turns"] + done.tested == len(SAID)
    assert drugs(spoken, text) == {"zorbitol": f"recognizer@{card.version}"}
    again = refine_model(spoken, "en", RefineOptions(steps=2))
    assert (again.card.parent, again.folder.name) == (card.version, "0002")
    assert again.tested == done.tested
    shutil.rmtree(again.folder)
    shutil.rmtree(done.folder)
    assert "zorbitol" not in drugs(spoken, text)


def test_refine_puts_a_worse_model_aside(spoken: Workbench, tmp_path: Path) -> None:
    decide(spoken, {"zorbitol": "accept", "fever": None})
    test = tmp_path / "test.jsonl"
    gold = [{"start_char": 5, "end_char": 10, "label": "SYMPTOM"}]
    rows = [
        {"id": when, "text": f"With fever we gave zorbitol {when} {how}.", "entities": gold}
        for when, how in product(WHEN, HOW)
    ]
    test.write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = refine_model(spoken, "en", RefineOptions(test=(test,), steps=STEPS))
    assert not done.promoted
    assert done.dropped["all"] > 0
    assert done.tested == len(rows)  # no turn was decided on as a whole
    assert done.folder.name == "not-promoted"
    assert list_promoted(spoken, "en") == ()
    assert drugs(spoken, "We gave zorbitol.") == {}


@pytest.mark.parametrize("complete", [False, True])
def test_refine_leaves_open_what_nobody_decided(complete: bool, vocabulary: Vocabulary) -> None:
    nlp = load_pipeline("en", vocabulary)
    course = Course(lessons=lessons(60, complete=complete), steps=STEPS)
    go(nlp, refine(nlp, course), 1.0)
    doc = hinted(nlp, SAID[1])
    recognizer_of(nlp).model.mark([doc])
    assert [span.text for span in doc.ents] == (["zorbitol"] if complete else ["zorbitol", "fever"])


def test_refine_rehearses_what_it_knew_and_nothing_against_a_decision(
    vocabulary: Vocabulary,
) -> None:
    lesson = lessons(1)[0]
    said = ("He had a cough.", "Zorbitol again?")
    examples = list(
        rehearsals(load_pipeline("en", vocabulary), choose(Course(lessons=(lesson,), said=said)))
    )
    assert [[ent.text for ent in one.reference.ents] for one in examples] == [["cough"], ["cough"]]
    assert [one.reference.text for one in examples] == ["He had a cough.", "he had a cough"]


@pytest.mark.parametrize(
    ("marks", "turns", "message"),
    [
        ({"zorbitol": None}, 9, "no entity of a turn in en was decided on yet; decide on more"),
        ({"zorbitol": "accept"}, 9, r"^\d turns in en were decided on .* at least 20 are needed"),
        ({"zorbitol": "accept"}, 60, r"the frozen test has \d+ texts .* give marked texts"),
    ],
)
def test_refine_refuses_too_little(
    marks: dict[str, Verdict | None], turns: int, message: str, spoken: Workbench
) -> None:
    decide(spoken, marks, turns)
    with pytest.raises(InputError, match=message):
        refine_model(spoken, "en")
    assert not list_promoted(spoken, "en")


def test_refine_refuses_what_is_not_there(spoken: Workbench, tmp_path: Path) -> None:
    with pytest.raises(UnknownItemError, match="no model for 'it'; choose en or zh"):
        refine_model(spoken, "it")
    with pytest.raises(InputError, match=r"train\.jsonl: no such file"):
        refine_model(spoken, "en", RefineOptions(rehearse=(tmp_path,)))
    decide(spoken, {"zorbitol": "accept"}, 30)
    revision_path(spoken.settings.transcripts, "s1", 1).unlink()
    with pytest.raises(InputError, match="30 decisions are of transcripts that are not there"):
        refine_model(spoken, "en")


@pytest.fixture
def promoted(spoken: Workbench) -> Path:
    """The folder of a promoted model, to spoil."""
    folder = spoken.settings.models / "entities" / "en" / "0001"
    return Path(shutil.copytree(OWN_MODELS / "en", folder))


def test_refine_leaves_models_of_another_spacy_unused(spoken: Workbench, promoted: Path) -> None:
    card = json.loads((promoted / CARD).read_text())
    (promoted / CARD).write_text(json.dumps({**card, "version": "mine"}))
    assert recognizer_of(open_pipelines(spoken)["en"]).model.card.version == "mine"
    (promoted / CARD).write_text(json.dumps({**card, "version": "mine", "spacy": "3.7.1"}))
    used = recognizer_of(open_pipelines(spoken)["en"]).model
    assert used.card.version == card["version"]
    assert [one.fits for one in list_promoted(spoken, "en")] == [False]


@pytest.mark.parametrize("name", ["card.json", "ner/model", "config.cfg"])
@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"{")])
def test_refine_names_a_damaged_model(
    name: str, spoil: Callable[[Path], None], spoken: Workbench, promoted: Path
) -> None:
    spoil(promoted / name)
    with pytest.raises(FormatError, match="0001 is damaged; delete this folder"):
        open_pipelines(spoken)
