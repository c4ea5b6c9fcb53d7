import shutil
from pathlib import Path

import pytest

from curation.errors import DuplicateError, FormatError
from curation.steps.transcribe import TranscribeOptions, import_transcript, transcribe_recording
from curation.workbench import Workbench

VTT = (
    "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>It helped.\n\n00:01.500 --> 00:03.000\n<v B>Did it?\n"
)


@pytest.fixture
def vtt(tmp_path: Path) -> Path:
    path = tmp_path / "talk.vtt"
    path.write_text(VTT)
    return path


def test_import_makes_a_revision(workbench: Workbench, vtt: Path) -> None:
    made = import_transcript(workbench, vtt, session_id="s1")
    assert workbench.transcript("s1") == made
    assert (made.key, made.engine, made.model, made.language, made.recording_id) == (
        "s1/r0001",
        "import",
        "vtt",
        "en",
        None,
    )
    assert [turn.speaker for turn in made.turns] == ["A", "B"]
    assert [flag.kind for flag in made.flags] == ["overlap"]
    assert (workbench.settings.transcripts / "s1" / "r0001.vtt").exists()


def test_import_reads_the_facts_beside_the_file(workbench: Workbench, demo: Path) -> None:
    made = import_transcript(workbench, demo / "covid19-zh.srt")
    assert (made.session_id, made.language) == ("covid19-zh", "zh")
    assert workbench.store.session("covid19-zh").participant("专家").role == "expert"


@pytest.mark.parametrize(
    ("text", "asked", "language"),
    [("It helped.", "auto", "en"), ("有用。", "auto", "zh"), ("有用。", "yue", "yue")],
)
def test_import_finds_out_the_language(
    workbench: Workbench, tmp_path: Path, text: str, asked: str, language: str
) -> None:
    path = tmp_path / "talk.txt"
    path.write_text(text, encoding="utf-8")
    assert import_transcript(workbench, path, language=asked).language == language


def test_import_does_nothing_twice(workbench: Workbench, vtt: Path, tmp_path: Path) -> None:
    import_transcript(workbench, vtt)
    with pytest.raises(DuplicateError, match=r"talk\.vtt says the same as talk/r0001"):
        import_transcript(workbench, vtt)
    vtt.write_text(VTT.replace("helped", "did not help"))
    assert import_transcript(workbench, vtt).revision == 2


def test_import_belongs_to_the_sessions_only_recording(
    workbench: Workbench, vtt: Path, talk: Path
) -> None:
    transcribe_recording(workbench, talk, options=TranscribeOptions(speakers=False))
    (recording,) = workbench.store.recordings("talk")
    made = import_transcript(workbench, vtt)
    assert (made.revision, made.recording_id) == (2, recording.id)


def test_import_of_a_broken_file_changes_nothing(workbench: Workbench, vtt: Path) -> None:
    vtt.write_text(VTT.replace("00:03.000", "00:01.000"))
    with pytest.raises(FormatError, match=r"talk\.vtt, line 6: it ends before it starts"):
        import_transcript(workbench, vtt)
    assert workbench.store.sessions() == ()
    assert not workbench.settings.transcripts.exists()


def test_import_with_broken_facts_changes_nothing(
    workbench: Workbench, vtt: Path, tmp_path: Path
) -> None:
    shutil.copy(vtt, tmp_path / "session.toml")
    with pytest.raises(FormatError, match=r"session\.toml"):
        import_transcript(workbench, vtt)
    assert workbench.store.sessions() == ()
