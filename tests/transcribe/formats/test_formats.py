from datetime import UTC, datetime
from pathlib import Path

import pytest

from curation.errors import FormatError
from curation.model import Transcript
from curation.transcribe.cues import Cue, assemble
from curation.transcribe.formats import READERS, WRITERS, read_cues


def transcript() -> Transcript:
    cues = [
        Cue(
            start_s=0.5,
            end_s=4,
            text="How did you treat <a> & b? At once.",
            speaker="Host",
            where="",
        ),
        Cue(
            start_s=4,
            end_s=11,
            text=f"We waited, {'as one does, ' * 9}then gave it.",
            speaker="Dr. B",
            where="",
        ),
        Cue(
            start_s=3601,
            end_s=3605,
            text="我们用lopinavir，每天2次。好的。",
            speaker="专家",
            where="",
        ),
    ]
    speech = assemble(cues, origin="")
    return Transcript(
        session_id="s",
        revision=1,
        language="en",
        engine="import",
        created_at=datetime.now(UTC),
        words=speech.words,
        turns=speech.turns,
    )


@pytest.mark.parametrize("name", WRITERS)
def test_formats_read_back_what_they_write(tmp_path: Path, name: str) -> None:
    written = transcript()
    path = tmp_path / f"talk.{name}"
    path.write_text(WRITERS[name](written), encoding="utf-8")
    read = assemble(read_cues(path).cues, origin=str(path))
    assert [word.text for word in read.words] == [word.text for word in written.words]
    assert [(turn.speaker, turn.first_word) for turn in read.turns] == [
        (turn.speaker, turn.first_word) for turn in written.turns
    ]
    assert [flag.kind for flag in read.flags] == ["loop"]  # "as one does", and no overlap
    starts = [written.words[turn.first_word].start_s for turn in written.turns]
    tolerance = 1.0 if name == "txt" else 0.001  # text has whole seconds
    assert [read.words[turn.first_word].start_s for turn in read.turns] == pytest.approx(
        starts, abs=tolerance
    )


def test_formats_write_cues_of_a_readable_length() -> None:
    times = [line for line in WRITERS["vtt"](transcript()).split("\n") if "-->" in line]
    assert len(times) == 6
    assert times[-1] == "01:00:04.429 --> 01:00:05.000"


@pytest.mark.parametrize("name", ["talk.docx", "talk", "talk.mp3"])
def test_formats_that_are_not_known_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("x")
    with pytest.raises(FormatError, match=r"\.srt") as caught:
        read_cues(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("ending", READERS)
def test_formats_refuse_garbage_in_any_of_them(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"talk{ending}"
    path.write_bytes(bytes(range(256)) * 4)
    with pytest.raises(FormatError):
        read_cues(path)


def test_formats_agree_on_the_demo(demo: Path) -> None:
    vtt, srt = (
        assemble(read_cues(demo / f"covid19-zh.{name}").cues, origin=name)
        for name in ("vtt", "srt")
    )
    assert vtt == srt
    assert len(vtt.turns) == 26
    assert not any(word.space for word in vtt.words)
