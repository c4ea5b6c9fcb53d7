"""Sessions in two languages, from the sound to the track in English."""

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from faster_whisper import WhisperModel

from curation.errors import DuplicateError, EngineError, InputError, OutputError, UnknownItemError
from curation.model import Run, Transcript
from curation.steps.extract import extract_session
from curation.steps.tracks import read_track, track_text
from curation.steps.transcribe import TranscribeOptions, import_transcript, transcribe_recording
from curation.transcribe.engine import Ask
from curation.transcribe.engines.faster_whisper import FasterWhisperEngine
from curation.transcribe.weights import weights_at
from curation.transcribe.windows import Window
from curation.workbench import Workbench
from tests.transcribe.bilingual import bright, dark
from tests.transcribe.checkpoint import write_folder
from tests.transcribe.sounds import silence, speech, write_sound

ENGLISH, CHINESE = "He took lopinavir.", "发烧了。头发。"


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Chinese, English, Chinese, in a window each; the first word of the last is dark, too."""
    pause = silence(4.0)
    parts = [dark(speech(6.0)), pause, bright(speech(6.0)), pause, dark(speech(6.0))]
    return write_sound(
        tmp_path_factory.mktemp("sound") / "mixed.flac", np.concatenate(parts), codec="flac"
    )


@pytest.fixture
def options(bilingual: Path) -> TranscribeOptions:
    return TranscribeOptions(model=str(bilingual), language="zh,en", speakers=False)


def stretches(transcript: Transcript) -> list[tuple[str, str]]:
    """What was said, turns of one language together: a pause may have divided them."""
    return [
        (language, "".join(transcript.text_of(turn) for turn in turns))
        for language, turns in groupby(transcript.turns, key=lambda turn: turn.language)
    ]


@pytest.mark.parametrize(
    ("ask", "sound", "language", "text"),
    [
        (Ask(), bright, "en", ENGLISH),
        (Ask(among=("zh", "en")), dark, "zh", CHINESE),
        (Ask(among=("zh", "fr")), bright, "zh", CHINESE),  # English may not be
        (Ask(language="en"), dark, "en", ENGLISH),
        (Ask(language="zh", translate=True), dark, "zh", "The patient had fever!"),
    ],
)
def test_bilingual_engine_does_as_it_is_asked(
    bilingual: Path,
    ask: Ask,
    sound: Callable[[np.ndarray], np.ndarray],
    language: str,
    text: str,
) -> None:
    window = Window(start_s=0.0, samples=sound(speech(6.0)))
    heard = FasterWhisperEngine(weights_at(bilingual)).hear(window, ask)
    assert heard.language == language
    assert "".join(word.text + " " * word.space for word in heard.words).strip() == text


def test_bilingual_engine_encodes_a_window_once(
    bilingual: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encode = WhisperModel.encode
    encoded: list[np.ndarray] = []

    def counted(model: WhisperModel, features: np.ndarray) -> Any:
        encoded.append(features)
        return encode(model, features)

    monkeypatch.setattr(WhisperModel, "encode", counted)
    engine = FasterWhisperEngine(weights_at(bilingual))
    for sound in (dark(speech(6.0)), bright(speech(6.0))):
        engine.hear(Window(start_s=0.0, samples=sound), Ask(among=("zh", "en")))
    assert len(encoded) == 2


def test_bilingual_session_is_heard_in_both_and_extracted_by_both(
    workbench: Workbench, mixed: Path, options: TranscribeOptions
) -> None:
    made = transcribe_recording(workbench, mixed, session_id="s1", options=options)
    assert stretches(made) == [("", CHINESE), ("en", ENGLISH), ("", CHINESE)]
    assert (made.language, made.options["language"]) == ("zh", "zh,en")
    assert workbench.transcript("s1") == made
    found = extract_session(workbench, "s1").found
    assert {entity.text for entity in found.entities} >= {"lopinavir", "发烧"}


def test_bilingual_session_is_in_the_script_of_its_facts(
    workbench: Workbench, mixed: Path, bilingual: Path, tmp_path: Path
) -> None:
    facts = tmp_path / "facts.toml"
    facts.write_text('id = "s1"\nlanguages = ["zh-TW", "en"]')
    options = TranscribeOptions(model=str(bilingual), speakers=False)
    made = transcribe_recording(workbench, mixed, about=facts, options=options)
    assert stretches(made)[0] == ("", "發燒了。頭髮。")
    assert made.options["script"] == "Hant"
    again = replace(options, script="Hans")
    assert (
        transcribe_recording(workbench, mixed, options=again).text_of(
            Run(first_word=0, last_word=1)
        )
        == "发烧"
    )
    with pytest.raises(DuplicateError, match="as s1/r0001"):
        transcribe_recording(workbench, mixed, options=options)


def test_translation_is_a_track_beside_the_revision(
    workbench: Workbench, mixed: Path, options: TranscribeOptions
) -> None:
    said: list[str] = []
    options = replace(options, translate=True)
    made = transcribe_recording(workbench, mixed, session_id="s1", options=options, say=said.append)
    track = read_track(workbench, "s1")
    assert [made.turns[line.turn].language for line in track.lines] == ["", ""]
    first, last = (made.words[made.turns[line.turn].first_word] for line in track.lines)
    assert (first.start_s < 6, last.start_s > 20) == (True, True)
    assert {word.timing for word in track.words} == {"estimated"}
    assert track.text_of(made, made.turns[0]) == "The patient had fever!"
    (english,) = (turn for turn in made.turns if turn.language == "en")
    assert track.text_of(made, english) == ""
    whole = Run(first_word=0, last_word=len(made.words) - 1)
    assert track.text_of(made, whole) == "The patient had fever! The patient had fever!"
    folder = workbench.settings.transcripts / "s1"
    assert sorted(path.name for path in folder.iterdir()) == [
        "r0001.en.json",
        "r0001.en.vtt",
        "r0001.json",
        "r0001.vtt",
    ]
    notice = f"Machine translation of s1/r0001 by faster-whisper ({made.model}), not checked"
    assert notice in (folder / "r0001.en.vtt").read_text()
    assert said == ["s1/r0001.en: 2 sentences in English, translated by machine"]
    with pytest.raises(DuplicateError, match="nothing was done"):
        transcribe_recording(workbench, mixed, session_id="s1", options=options)


@pytest.mark.parametrize("form", ["txt", "vtt", "json"])
def test_translation_is_marked_as_a_machines(
    workbench: Workbench, mixed: Path, options: TranscribeOptions, form: str, tmp_path: Path
) -> None:
    options = replace(options, translate=True)
    made = transcribe_recording(workbench, mixed, session_id="s1", options=options)
    text = track_text(workbench, "s1", "en", form)
    assert read_track(workbench, "s1").notice in text
    path = tmp_path / f"en.{form}"
    path.write_text(text)
    again = import_transcript(workbench, path, session_id="s2")
    assert "The patient had fever!" in [again.text_of(turn) for turn in again.turns][-1]
    assert made.key == "s1/r0001"


def test_translation_can_be_added_later_and_goes_on_where_it_was(
    workbench: Workbench, mixed: Path, options: TranscribeOptions
) -> None:
    made = transcribe_recording(workbench, mixed, session_id="s1", options=options)
    with pytest.raises(UnknownItemError, match=r"has no track in 'en'; .*--translate"):
        read_track(workbench, "s1")
    options = replace(options, translate=True)

    def stop(done_s: float, _whole_s: float) -> None:
        if done_s > 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        transcribe_recording(workbench, mixed, session_id="s1", options=options, progress=stop)
    said: list[str] = []
    again = transcribe_recording(
        workbench, mixed, session_id="s1", options=options, say=said.append
    )
    assert again == made
    assert said[0] == "mixed.flac goes on at 00:00:06"
    assert len(read_track(workbench, "s1").lines) == 2
    assert not (workbench.settings.transcripts / "s1" / ".partial").exists()


def test_translation_of_a_newer_revision_says_which_one_has_it(
    workbench: Workbench, mixed: Path, options: TranscribeOptions, demo: Path
) -> None:
    transcribe_recording(
        workbench, mixed, session_id="s1", options=replace(options, translate=True)
    )
    import_transcript(workbench, demo / "covid19-zh.vtt", session_id="s1")
    with pytest.raises(UnknownItemError, match=r"s1/r0002 has .* there is one of revision 1"):
        read_track(workbench, "s1")
    assert read_track(workbench, "s1", revision=1).words
    with pytest.raises(UnknownItemError, match=r"no track in '\.\./en'"):
        read_track(workbench, "s1", "../en", revision=1)


def test_translation_on_a_full_disk_leaves_the_transcript_and_can_be_repeated(
    workbench: Workbench,
    mixed: Path,
    options: TranscribeOptions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = transcribe_recording(workbench, mixed, session_id="s1", options=options)
    options = replace(options, translate=True)

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OutputError, match="the disk is full"):
            transcribe_recording(workbench, mixed, session_id="s1", options=options)
    assert workbench.transcript("s1") == made
    transcribe_recording(workbench, mixed, session_id="s1", options=options)
    assert read_track(workbench, "s1").words


def test_translation_of_english_is_not_needed(
    workbench: Workbench, mixed: Path, options: TranscribeOptions
) -> None:
    said: list[str] = []
    options = replace(options, language="en", translate=True)
    transcribe_recording(workbench, mixed, session_id="s1", options=options, say=said.append)
    assert said == ["s1/r0001 is in English throughout; it needs no translation"]


def test_translation_that_is_not_english_is_flagged_and_left_out(
    workbench: Workbench, mixed: Path, tmp_path: Path
) -> None:
    turbo = write_folder(tmp_path / "turbo", ["发烧", "了", "。"], language="zh")
    options = TranscribeOptions(model=str(turbo), language="zh", speakers=False, translate=True)
    transcribe_recording(workbench, mixed, session_id="s1", options=options)
    track = read_track(workbench, "s1")
    assert (track.words, [flag.kind for flag in track.flags]) == ((), ["untranslated"] * 3)
    assert "WEBVTT" in track_text(workbench, "s1", "en", "vtt")


def test_translation_by_an_engine_that_cannot_is_refused_before_it_starts(
    workbench: Workbench, mixed: Path
) -> None:
    options = TranscribeOptions(engine="moonshine", speakers=False, translate=True)
    with pytest.raises(EngineError, match="'moonshine' cannot translate; get Whisper's weights"):
        transcribe_recording(workbench, mixed, options=options)
    assert workbench.store.sessions() == ()


def test_bilingual_session_with_an_engine_of_one_language_is_refused(
    workbench: Workbench, mixed: Path
) -> None:
    options = TranscribeOptions(language="zh,en", speakers=False)
    with pytest.raises(EngineError, match="know all of 'zh', 'en'; give --language with one"):
        transcribe_recording(workbench, mixed, options=options)


@pytest.mark.parametrize(
    ("language", "error", "match"),
    [
        ("tlh", EngineError, "do not know the language 'tlh'"),
        ("zh,tlh", EngineError, "do not know the language 'tlh'"),
        ("Chinese", InputError, "'Chinese' as language is not a language's code"),
    ],
)
def test_bilingual_languages_that_are_not_known_are_refused(
    workbench: Workbench,
    mixed: Path,
    options: TranscribeOptions,
    language: str,
    error: type[Exception],
    match: str,
) -> None:
    with pytest.raises(error, match=match):
        transcribe_recording(workbench, mixed, options=replace(options, language=language))
