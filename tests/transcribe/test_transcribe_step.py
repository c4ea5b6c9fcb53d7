import errno
import os
import shutil
from pathlib import Path

import pytest

from curation.errors import DuplicateError, EngineError, MediaError, OutputError
from curation.model import Participant
from curation.steps.transcribe import TranscribeOptions, transcribe_recording
from curation.workbench import Workbench
from tests.transcribe.sounds import noise, write_sound

QUICK = TranscribeOptions(speakers=False)


@pytest.fixture
def mine(talk: Path, tmp_path: Path) -> Path:
    """A recording of one's own, to change at will."""
    return Path(shutil.copy(talk, tmp_path / "mine.wav"))


def files_of(workbench: Workbench) -> list[str]:
    home = workbench.settings.home
    return sorted(
        path.relative_to(home).as_posix()
        for path in home.rglob("*")
        if path.is_file() and not path.name.startswith(("workbench.db", ".lock"))
    )


def test_transcribe_makes_a_session_its_recording_and_a_revision(
    workbench: Workbench, mine: Path
) -> None:
    made = transcribe_recording(workbench, mine, session_id="s1", options=QUICK)
    assert workbench.transcript("s1") == made
    assert (made.key, made.engine, made.model, made.language) == (
        "s1/r0001",
        "moonshine",
        "tiny-en",
        "en",
    )
    assert made.options == {
        "language": "auto",
        "speakers": False,
        "channels": "auto",
        "diarizer": "auto",
        "engine_version": "0.1.0",
        "speakers_by": "",
    }
    (recording,) = workbench.store.recordings("s1")
    assert made.recording_id == recording.id
    assert (recording.path, recording.duration_s) == ("recordings/s1/mine.wav", 9.0)
    assert workbench.recording_path(recording).samefile(mine)  # no second copy on the disk
    assert files_of(workbench) == [
        "recordings/s1/mine.wav",
        "transcripts/s1/r0001.json",
        "transcripts/s1/r0001.vtt",
    ]
    vtt = (workbench.settings.transcripts / "s1" / "r0001.vtt").read_text()
    assert "best of times" in vtt


def test_transcribe_leaves_a_recording_in_the_data_folder_where_it_is(
    workbench: Workbench, talk: Path
) -> None:
    path = workbench.settings.recordings / "2020" / "talk.wav"
    path.parent.mkdir(parents=True)
    shutil.copy(talk, path)
    transcribe_recording(workbench, path, options=QUICK)
    (recording,) = workbench.store.recordings("talk")
    assert recording.path == "recordings/2020/talk.wav"


def test_transcribe_keeps_two_recordings_of_one_name_apart(
    workbench: Workbench, talk: Path, tmp_path: Path
) -> None:
    other = write_sound(tmp_path / "talk.wav", noise(1.0))
    target = workbench.settings.recordings / "s1" / "talk.wav"
    target.parent.mkdir(parents=True)
    shutil.copy(other, target)
    transcribe_recording(workbench, talk, session_id="s1", options=QUICK)
    (recording,) = workbench.store.recordings("s1")
    assert recording.path == f"recordings/s1/talk-{recording.sha256[:8]}.wav"


def test_transcribe_does_nothing_twice(workbench: Workbench, mine: Path, tmp_path: Path) -> None:
    transcribe_recording(workbench, mine, session_id="s1", options=QUICK)
    before = files_of(workbench)
    renamed = shutil.copy(mine, tmp_path / "renamed.wav")
    for session_id in ("s1", None):
        with pytest.raises(DuplicateError, match=r"renamed\.wav was transcribed as s1/r0001"):
            transcribe_recording(workbench, Path(renamed), session_id=session_id, options=QUICK)
    with pytest.raises(DuplicateError, match="is a recording of session 's1' already"):
        transcribe_recording(workbench, Path(renamed), session_id="s2", options=QUICK)
    assert files_of(workbench) == before
    assert [session.id for session in workbench.store.sessions()] == ["s1"]


def test_transcribe_makes_a_new_revision_with_another_engine(
    workbench: Workbench, mine: Path, mini: Path
) -> None:
    transcribe_recording(workbench, mine, session_id="s1", options=QUICK)
    options = TranscribeOptions(model=str(mini), language="en", speakers=False)
    made = transcribe_recording(workbench, mine, session_id="s1", options=options)
    assert (made.key, made.engine, made.model) == ("s1/r0002", "faster-whisper", "mini")
    assert made.text_of(made.turns[0]) == "He took lopinavir."
    assert len(workbench.store.recordings("s1")) == 1


def test_transcribe_takes_facts_and_speakers_from_files_beside_the_recording(
    workbench: Workbench, mine: Path
) -> None:
    mine.with_suffix(".toml").write_text('id = "s1"\n[speakers]\nA = "Reader"')
    mine.with_suffix(".rttm").write_text("SPEAKER x 1 0 20 <NA> <NA> A <NA> <NA>")
    made = transcribe_recording(workbench, mine)
    assert {turn.speaker for turn in made.turns} == {"A"}
    assert workbench.store.session("s1").participant("A") == Participant(name="Reader")


def test_transcribe_takes_the_sessions_language(workbench: Workbench, mine: Path) -> None:
    mine.with_suffix(".toml").write_text('id = "s1"\nlanguages = ["zh-CN"]')
    with pytest.raises(EngineError, match="'zh'"):
        transcribe_recording(workbench, mine, options=QUICK)
    assert transcribe_recording(
        workbench, mine, options=TranscribeOptions(language="en", speakers=False)
    )


def test_transcribe_keeps_a_known_sessions_facts_unless_told_others(
    workbench: Workbench, mine: Path, talk: Path, tmp_path: Path
) -> None:
    facts = tmp_path / "facts.toml"
    facts.write_text('id = "s1"\ntitle = "First"')
    transcribe_recording(workbench, mine, about=facts, options=QUICK)
    again = TranscribeOptions(language="en", speakers=False)
    transcribe_recording(workbench, mine, session_id="s1", options=again)
    assert workbench.store.session("s1").title == "First"


def test_transcribe_leaves_nothing_when_nobody_speaks(workbench: Workbench, quiet: Path) -> None:
    with pytest.raises(MediaError, match="no speech was found"):
        transcribe_recording(workbench, quiet, options=QUICK)
    assert files_of(workbench) == []
    assert workbench.store.sessions() == ()


def test_transcribe_refuses_a_recording_that_is_still_being_written(
    workbench: Workbench, mine: Path
) -> None:
    def write_on(_done: float, _whole: float) -> None:
        with mine.open("ab") as stream:
            stream.write(bytes(100))

    with pytest.raises(MediaError, match="still being written"):
        transcribe_recording(workbench, mine, options=QUICK, progress=write_on)
    assert files_of(workbench) == []


def test_transcribe_stopped_in_the_middle_leaves_no_revision_and_can_be_repeated(
    workbench: Workbench, mine: Path
) -> None:
    def stop(_done: float, _whole: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        transcribe_recording(workbench, mine, options=QUICK, progress=stop)
    assert {Path(name).parent.name for name in files_of(workbench)} == {".partial"}
    assert transcribe_recording(workbench, mine, options=QUICK).revision == 1


def test_transcribe_on_a_full_disk_makes_no_revision_and_can_be_repeated(
    workbench: Workbench, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OutputError, match="the disk is full"):
            transcribe_recording(workbench, mine, session_id="s1", options=QUICK)
    assert not [name for name in files_of(workbench) if Path(name).name.startswith("r0001")]
    assert transcribe_recording(workbench, mine, session_id="s1", options=QUICK).revision == 1


def test_transcribe_copies_what_cannot_be_linked(
    workbench: Workbench, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_source: Path, _target: Path) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    transcribe_recording(workbench, mine, session_id="s1", options=QUICK)
    (recording,) = workbench.store.recordings("s1")
    assert workbench.recording_path(recording).read_bytes() == mine.read_bytes()
