from dataclasses import replace
from itertools import chain
from typing import Any

import pytest

from curation.model import (
    Candidate,
    Decision,
    DoseStatement,
    EntitySpan,
    QAPair,
    Recording,
    Transcript,
)
from curation.release.build import Material, Selection, select
from curation.release.records import Span, content_hash, pair_line
from tests.desk import COUGH, FEVER, NOON, Script, chinese, english


def decision(
    target: Candidate,
    verdict: Any = "accept",
    version: int = 1,
    reviewer: str = "first",
    **after: Any,
) -> Decision:
    return Decision(
        id=f"{target.id}-{version}",
        target_id=target.id,
        verdict="edit" if after else verdict,
        reviewer=reviewer,
        decided_at=NOON.replace(minute=version),
        version=version,
        after=after,
    )


def material(script: Script, *things: Any, **changes: Any) -> Material:
    transcript = script.transcript()
    values: dict[str, Any] = {
        "sessions": [script.session],
        "recordings": [thing for thing in things if isinstance(thing, Recording)],
        "pairs": [thing for thing in things if isinstance(thing, QAPair)],
        "entities": [thing for thing in things if isinstance(thing, EntitySpan)],
        "doses": [thing for thing in things if isinstance(thing, DoseStatement)],
        "decisions": [thing for thing in things if isinstance(thing, Decision)],
        "transcript": {transcript.key: transcript}.__getitem__,
    }
    return Material(**values | changes)


def reasons(selection: Selection) -> list[str]:
    return [item.reason for item in selection.held_back]


@pytest.mark.parametrize(
    ("verdicts", "reason"),
    [
        ([], "open"),
        ([("reject", "first")], "rejected"),
        ([("skip", "first")], "skipped"),
        ([("accept", "first"), ("reject", "second")], "conflict"),
        ([("reject", "first"), ("accept", "second")], "conflict"),
    ],
)
def test_build_holds_back_with_reason(verdicts: list[tuple[str, str]], reason: str) -> None:
    script = english()
    pair = script.pair(0, 1)
    decisions = [decision(pair, v, n, who) for n, (v, who) in enumerate(verdicts, 1)]
    selection = select(material(script, pair, *decisions))
    assert selection.pairs == ()
    assert reasons(selection) == [reason]
    assert selection.held_back[0].session_id == "en-1"


def test_build_holds_back_what_was_undone() -> None:
    script = english()
    pair = script.pair(0, 1)
    accept = decision(pair)
    undo = replace(decision(pair, version=2), verdict="undo", undoes=accept.id)
    assert reasons(select(material(script, pair, accept, undo))) == ["open"]


@pytest.mark.parametrize("consent", ["", "  "])
def test_build_holds_back_without_consent(consent: str) -> None:
    script = english()
    script.session = replace(script.session, consent=consent)
    pair = script.pair(0, 1)
    assert reasons(select(material(script, pair, decision(pair)))) == ["consent"]


def test_build_describes_pair_with_its_sources() -> None:
    script = english()
    pair = script.pair(2, 3, 5, topics=("Symptoms",))
    recording = Recording(
        id="en-1-sound",
        session_id="en-1",
        path="recordings/en 1/round.opus",
        sha256="0",
        duration_s=60.0,
        sample_rate_hz=16_000,
        channels=1,
    )
    edit = decision(pair, version=2, reviewer="second", answer_text="Most coughed.")
    accept = decision(pair)
    same = replace(edit, id="x", version=3, reviewer="third")
    undone = replace(decision(pair, version=4), verdict="undo", undoes=accept.id)
    (released,) = select(material(script, pair, recording, accept, edit, same, undone)).pairs
    assert released.question == "Was there any cough or fever at the start?"
    assert released.answer == "Most coughed."
    assert released.spoken_answer == (
        "No fever at first, … but most patients coughed and the cough stayed."
    )
    assert (released.question_start_s, released.question_end_s) == (7.5, 12.0)
    assert released.answer_spans == (Span(start_s=12.0, end_s=14.0), Span(start_s=14.5, end_s=18.5))
    assert (released.speaker, released.speaker_role) == ("Expert", "expert")
    assert released.speaker_department == "Infectious diseases"
    assert released.speaker_country == "China"
    assert released.recording == "recordings/en 1/round.opus"
    assert released.transcript == "en-1/r0001"
    assert released.reviewers == ("second", "third")
    assert released.decided_at == same.decided_at
    assert released.consent == "free to use"


def test_build_names_no_speaker_outside_the_participants() -> None:
    script = english()
    pair = script.pair(6, 7)
    (released,) = select(material(script, pair, decision(pair))).pairs
    assert (released.speaker, released.speaker_role) == ("", "other")


def test_build_follows_speaker_labels_to_participants() -> None:
    script = english()
    script.session = replace(script.session, speakers={"Stranger": "Expert"})
    pair = script.pair(6, 7)
    (released,) = select(material(script, pair, decision(pair))).pairs
    assert (released.speaker, released.speaker_role) == ("Expert", "expert")


def test_build_cites_confirmed_entities_inside_only() -> None:
    script = english()
    pair = script.pair(2, 3, 5)
    asked = script.entity("cough", "SYMPTOM", COUGH)
    answered = script.entity("fever", "SYMPTOM", FEVER, nth=1)
    undecided = script.entity("cough", "SYMPTOM", COUGH, nth=2)
    rejected = script.entity("patients", "SYMPTOM")
    outside = script.entity("ritonavir", "DRUG")
    selection = select(
        material(
            script,
            pair,
            asked,
            answered,
            undecided,
            rejected,
            outside,
            decision(pair),
            decision(asked),
            decision(answered, assertion="absent"),
            decision(rejected, "reject"),
            decision(outside),
        )
    )
    (released,) = selection.pairs
    assert [(item.text, item.part, item.assertion) for item in released.entities] == [
        ("cough", "question", "present"),
        ("fever", "answer", "absent"),
    ]
    assert released.entities[1].start_s == 12.5
    assert selection.uncited == 1


def test_build_marks_what_was_repaired() -> None:
    script = english()
    pair = script.pair(2, 3, 5)
    known = script.entity("cough", "SYMPTOM", COUGH)
    repair = replace(script.entity("fever", "SYMPTOM", FEVER, nth=1), suggested_name="fever")
    (released,) = select(
        material(script, pair, known, repair, decision(pair), decision(known), decision(repair))
    ).pairs
    assert [(item.text, item.repaired) for item in released.entities] == [
        ("cough", False),
        ("fever", True),
    ]
    assert pair_line(released).count(b"repaired") == 1


def test_build_cites_confirmed_doses_with_their_drug() -> None:
    script = english()
    pair = script.pair(0, 1)
    lopinavir, ritonavir = script.entity("lopinavir", "DRUG"), script.entity("ritonavir", "DRUG")
    own = script.dose("twice", lopinavir)
    open_drug = script.dose("with", ritonavir, amount=(50.0, 100.0), implausible=True)
    undecided, rejected = script.dose("day.", lopinavir), script.dose("We")
    outside = script.dose("first,", lopinavir)
    doses = (own, open_drug, undecided, rejected, outside)
    decided = (
        decision(pair),
        decision(lopinavir),
        decision(own, amount=200.0, negated=True),
        decision(open_drug),
        decision(rejected, "reject"),
        decision(outside),
    )
    selection = select(material(script, pair, lopinavir, ritonavir, *doses, *decided))
    (released,) = selection.pairs
    assert [
        (d.drug, d.entity, d.amount, d.negated, d.implausible, d.part) for d in released.doses
    ] == [
        ("lopinavir", lopinavir.id, 200.0, True, False, "answer"),
        ("ritonavir", None, (50.0, 100.0), False, True, "answer"),
    ]
    assert selection.uncited == 2  # a drug and a dose
    assert selection.components["dosage"] == "1"


@pytest.mark.parametrize(
    ("path", "released"),
    [
        ("recordings/s/a.opus", "recordings/s/a.opus"),
        ("recordings\\s\\a.opus", "recordings/s/a.opus"),
        ("/home/someone/a.opus", "a.opus"),
        ("C:\\Users\\someone\\a.opus", "a.opus"),
        ("../elsewhere/a.opus", "a.opus"),
        ("", ""),
    ],
)
def test_build_tells_no_path_outside_the_data_folder(path: str, released: str) -> None:
    script = english()
    pair = script.pair(0, 1)
    recording = Recording(
        id="en-1-sound",
        session_id="en-1",
        path=path,
        sha256="0",
        duration_s=1.0,
        sample_rate_hz=16_000,
        channels=1,
    )
    (found,) = select(material(script, pair, recording, decision(pair))).pairs
    assert found.recording == released


def test_build_names_what_the_content_came_from() -> None:
    script = english()
    pair = script.pair(0, 1)
    span = script.entity("lopinavir", "DRUG")
    selection = select(material(script, pair, span, decision(pair), decision(span)))
    assert selection.components.keys() == {"curation", "engine import", "questions", "vocabulary"}
    assert selection.components["vocabulary"] == "2"
    assert selection.components["engine import"] == "vtt"


def test_build_same_names_have_same_hash_in_any_order() -> None:
    script = english()
    pair = script.pair(2, 3, 5)
    hashes = set()
    for names in ({"zh": "咳嗽", "fr": "toux"}, {"fr": "toux", "zh": "咳嗽"}):
        span = script.entity("cough", "SYMPTOM", replace(COUGH, names=names))
        found = select(material(script, pair, span, decision(pair), decision(span)))
        hashes.add(content_hash(found.pairs))
    assert len(hashes) == 1


def test_build_same_content_has_same_hash_in_any_order() -> None:
    scripts = [english(), chinese()]
    transcripts: dict[str, Transcript] = {s.transcript().key: s.transcript() for s in scripts}
    pairs = [scripts[0].pair(0, 1), scripts[0].pair(2, 3, 5), scripts[1].pair(0, 1)]
    entities = [scripts[0].entity("lopinavir", "DRUG"), scripts[1].entity("咳嗽", "SYMPTOM", COUGH)]
    decisions = list(map(decision, chain[Any](pairs, entities)))

    def hash_of(backwards: bool) -> str:
        step = -1 if backwards else 1
        found = select(
            Material(
                sessions=[script.session for script in scripts][::step],
                recordings=[],
                pairs=pairs[::step],
                entities=entities[::step],
                decisions=decisions[::step],
                transcript=transcripts.__getitem__,
            )
        )
        assert [pair.session_id for pair in found.pairs] == ["en-1", "en-1", "zh-1"]
        return content_hash(found.pairs)

    assert hash_of(False) == hash_of(True)
