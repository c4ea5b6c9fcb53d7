"""Whatever a transcript holds, its file is read back as the same."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from curation.model import Transcript
from curation.steps.transcribe import import_transcript, transcript_text
from curation.store.transcripts import save_transcript
from curation.transcribe.cues import Speech, assemble
from curation.transcribe.formats import WRITERS, read_cues
from curation.transcribe.formats.lines import caption_lines
from curation.transcribe.formats.marks import NEW_TURN
from curation.workbench import Workbench
from tests.transcribe.formats.generated import make_transcript

SEEDS = range(40)
KINDS = ["en", "zh", "mixed"]


def through(transcript: Transcript, form: str, folder: Path) -> Speech:
    path = folder / f"talk.{form}"
    path.write_text(WRITERS[form](transcript), encoding="utf-8")
    content = read_cues(path)
    return assemble(content.cues, origin=str(path), flags=content.flags)


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_round_trip_keeps_words_speakers_and_turns(
    tmp_path: Path, form: str, kind: str, seed: int
) -> None:
    written = make_transcript(kind, seed)
    read = through(written, form, tmp_path)
    assert [word.text for word in read.words] == [word.text for word in written.words]
    assert [(turn.first_word, turn.last_word, turn.speaker) for turn in read.turns] == [
        (turn.first_word, turn.last_word, turn.speaker) for turn in written.turns
    ]
    if form == "json":
        assert (read.words, read.turns, read.flags) == (
            written.words,
            written.turns,
            written.flags,
        )
        return
    precision = 1.0 if form == "txt" else 0.001
    starts = [written.words[turn.first_word].start_s for turn in written.turns]
    assert [read.words[turn.first_word].start_s for turn in read.turns] == pytest.approx(
        starts, abs=precision
    )
    assert {word.timing for word in read.words} == {"estimated"}


@pytest.mark.parametrize("form", ["srt", "vtt"])
@pytest.mark.parametrize("kind", KINDS)
def test_round_trip_keeps_the_times_of_lines(tmp_path: Path, form: str, kind: str) -> None:
    for seed in SEEDS:
        written = make_transcript(kind, seed)
        path = tmp_path / f"talk.{form}"
        path.write_text(WRITERS[form](written), encoding="utf-8")
        times = [(cue.start_s, cue.end_s) for cue in read_cues(path).cues]
        expected = [(line.start_s, line.end_s) for line in caption_lines(written)]
        assert times == [pytest.approx(pair, abs=0.0006) for pair in expected]


@pytest.mark.parametrize("form", ["srt", "txt"])
def test_round_trip_needs_no_marks_for_what_is_usual(form: str, demo: Path) -> None:
    cues = read_cues(demo / "covid19-zh.vtt")
    speech = assemble(cues.cues, origin="")
    usual = replace(make_transcript("zh", 0), words=speech.words, turns=speech.turns)
    assert NEW_TURN not in WRITERS[form](usual)


def test_round_trip_through_the_data_folder(workbench: Workbench, tmp_path: Path) -> None:
    written = make_transcript("mixed", 3)
    demo = import_transcript(workbench, _srt(tmp_path), session_id="s")
    save_transcript(workbench.settings.transcripts, replace(written, revision=2))
    path = tmp_path / "exported.json"
    path.write_text(transcript_text(workbench, "s", "json"), encoding="utf-8")
    made = import_transcript(workbench, path, session_id="again")
    assert (made.words, made.turns, made.flags, made.language) == (
        written.words,
        written.turns,
        written.flags,
        written.language,
    )
    assert demo.revision == 1


def _srt(folder: Path) -> Path:
    path = folder / "one.srt"
    path.write_text("1\n00:00:00,000 --> 00:00:01,000\nHello.\n")
    return path


def test_round_trip_of_json_takes_a_text_that_was_corrected(tmp_path: Path) -> None:
    written = make_transcript("en", 1)
    content = json.loads(WRITERS["json"](written))
    content["segments"][0]["text"] = "Something else."
    path = tmp_path / "talk.json"
    path.write_text(json.dumps(content))
    read = assemble(read_cues(path).cues, origin="")
    assert [word.text for word in read.words[:2]] == ["Something", "else."]
    assert len(read.turns) == len(written.turns)


@pytest.mark.parametrize(
    ("edit", "turns"),
    [("\n9\n00:10:00,000 --> 00:10:01,000\nHost: A new line.\n", 2), ("", 2)],
)
def test_round_trip_of_an_srt_file_that_was_added_to(tmp_path: Path, edit: str, turns: int) -> None:
    path = tmp_path / "talk.srt"
    path.write_text(f"1\n00:00:00,000 --> 00:00:01,000\nHost:{NEW_TURN} Note: this.\n{edit}")
    read = assemble(read_cues(path).cues, origin="")
    assert [turn.speaker for turn in read.turns][-1] == "Host"
    assert NEW_TURN not in "".join(word.text for word in read.words)
    assert len(read.turns) <= turns
