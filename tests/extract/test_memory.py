"""What curators decided is known to the next extraction."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import spacy

from curation.extract import Vocabulary, load_pipeline
from curation.extract.matcher import concept_of
from curation.extract.memory import Memory, memory_vocabulary, remember
from curation.model import Concept, Decision, EntitySpan, Verdict

START = datetime(2026, 1, 1, tzinfo=UTC)
PAIN = Concept(system="HPO", code="HP:0012531", display="pain")
OTHER = Concept(system="CEC", code="CEC:zing", display="zinging", names={"zh": "嗡嗡"})


class Desk:
    """Entities and what was decided on each, in order."""

    def __init__(self) -> None:
        self.entities: list[EntitySpan] = []
        self.decisions: list[Decision] = []

    def decide(
        self,
        text: str,
        verdict: Verdict,
        concept: Concept | None = None,
        *,
        reviewer: str = "a",
        after: dict[str, Any] | None = None,
    ) -> EntitySpan:
        number = len(self.entities)
        entity = EntitySpan(
            id=f"e{number}",
            transcript="s/r0001",
            first_word=number,
            last_word=number,
            start_char=0,
            end_char=len(text),
            text=text,
            label="SYMPTOM",
            concept=concept,
        )
        self.entities.append(entity)
        self.again(entity, verdict, reviewer=reviewer, after=after)
        return entity

    def again(
        self,
        entity: EntitySpan,
        verdict: Verdict,
        *,
        reviewer: str = "a",
        after: dict[str, Any] | None = None,
    ) -> None:
        number = len(self.decisions)
        self.decisions.append(
            Decision(
                id=f"d{number}",
                target_id=entity.id,
                verdict=verdict,
                reviewer=reviewer,
                decided_at=START + timedelta(days=number),
                version=1 + sum(one.target_id == entity.id for one in self.decisions),
                after=after or {},
            )
        )

    def memory(self) -> Memory:
        return remember(self.entities, self.decisions)


def edited(concept: Concept) -> dict[str, Any]:
    return {"concept": {"system": concept.system, "code": concept.code, "display": concept.display}}


def linked(memory: Memory) -> list[tuple[str, str, int]]:
    return [
        (link.text, link.concept.code, link.count)
        for link in sorted(memory.links, key=lambda link: link.text)
    ]


def test_memory_keeps_the_concept_approved_most_then_newest() -> None:
    desk = Desk()
    desk.decide("zinging", "accept", PAIN)
    desk.decide("Zinging", "accept", PAIN)
    desk.decide("zinging", "edit", PAIN, after=edited(OTHER))
    desk.decide("whirly", "accept", PAIN)
    desk.decide("whirly", "edit", None, after=edited(OTHER))
    desk.decide("no concept", "accept")
    assert linked(desk.memory()) == [("Zinging", PAIN.code, 2), ("whirly", OTHER.code, 1)]


def test_memory_leaves_out_conflicts_and_what_was_taken_back() -> None:
    desk = Desk()
    one = desk.decide("zinging", "accept", PAIN)
    desk.again(one, "reject", reviewer="b")
    desk.decide("whirly", "accept", PAIN)
    undo = replace(
        desk.decisions[-1], id="u", verdict="undo", undoes=desk.decisions[-1].id, version=2
    )
    desk.decisions.append(undo)
    assert desk.memory() == Memory()


def test_memory_learns_nothing_from_repairs() -> None:
    desk = Desk()
    desk.decide("met four men", "accept", PAIN)
    assert remember(desk.entities, desk.decisions).links
    heard = [replace(entity, suggested_name="metformin") for entity in desk.entities]
    assert remember(heard, desk.decisions) == Memory()


def test_memory_counts_rejections_of_what_was_never_approved() -> None:
    desk = Desk()
    for _ in range(3):
        desk.decide("cough", "reject", PAIN)
        desk.decide("fever", "reject", PAIN)
    desk.decide("fever", "accept", PAIN)
    assert [(one.text, one.count) for one in desk.memory().rejected] == [("cough", 3)]


def test_memory_adds_only_what_the_vocabulary_does_not_know(vocabulary: Vocabulary) -> None:
    desk = Desk()
    known = vocabulary.concept(vocabulary.find("dry cough")[0].concept)
    desk.decide("dry cough", "accept", known)
    desk.decide("cough", "accept", OTHER)
    desk.decide("today", "accept", OTHER)  # on the stoplist
    desk.decide("ZNG", "accept", OTHER)
    found = memory_vocabulary(desk.memory(), vocabulary)
    assert found.terms(None) == ("cough", "zng")
    assert [match.start for match in found.find("zng ZNG today")] == [4]


def test_memory_is_found_and_linked_at_once(vocabulary: Vocabulary, tmp_path: Path) -> None:
    desk = Desk()
    desk.decide("zinging in the head", "accept", OTHER)
    desk.decide("cough", "accept", OTHER)
    for _ in range(3):
        desk.decide("fever", "reject", PAIN)
    nlp = load_pipeline("en", vocabulary, desk.memory())
    nlp.to_disk(tmp_path / "saved")
    for pipeline in (nlp, spacy.load(tmp_path / "saved")):
        doc = pipeline("A zinging in the head, a cough, a dry cough and fever with chills.")
        spans = {span.text: span for span in doc.ents}
        assert set(spans) == {"zinging in the head", "cough", "dry cough", "fever", "chills"}
        for text in ("zinging in the head", "cough"):
            concept = concept_of(pipeline, spans[text].kb_id_)
            assert concept is not None
            assert (concept.code, concept.names) == (OTHER.code, OTHER.names)
            assert spans[text]._.score == 1.0
            assert spans[text]._.source.startswith("decisions@")
        assert spans["dry cough"].kb_id_ == vocabulary.find("dry cough")[0].concept
        assert spans["fever"]._.score == 0.5 * spans["chills"]._.score
