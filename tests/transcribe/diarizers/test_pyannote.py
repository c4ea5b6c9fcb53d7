"""What can be tested without pyannote's weights: finding them, and reading its results."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from curation.transcribe.diarizers.pyannote import PyannoteDiarizer, stretches
from curation.transcribe.timeline import Timeline
from curation.transcribe.windows import Window
from tests.transcribe.sounds import silence

CONFIG = """\
pipeline:
  name: pyannote.audio.pipelines.SpeakerDiarization
  params:
    segmentation: {segmentation}
    embedding: $model/embedding
"""


def put_pipeline(models: Path, *, segmentation: str = "$model/segmentation") -> Path:
    folder = models / "pyannote"
    for part in ("segmentation", "embedding"):
        (folder / part).mkdir(parents=True)
        (folder / part / "pytorch_model.bin").write_bytes(b"weights")
    (folder / "config.yaml").write_text(CONFIG.format(segmentation=segmentation))
    return folder


def test_pyannote_is_found_where_its_whole_folder_is(tmp_path: Path) -> None:
    assert PyannoteDiarizer.find_weights(tmp_path) is None
    folder = put_pipeline(tmp_path)
    assert PyannoteDiarizer.find_weights(tmp_path) == folder
    (folder / "embedding" / "pytorch_model.bin").unlink()
    assert PyannoteDiarizer.find_weights(tmp_path) is None


def test_pyannote_is_not_taken_where_it_would_ask_the_network(tmp_path: Path) -> None:
    put_pipeline(tmp_path, segmentation="pyannote/segmentation-3.0")
    assert PyannoteDiarizer.find_weights(tmp_path) is None


def test_pyannote_says_where_to_put_its_folder(tmp_path: Path) -> None:
    advice = PyannoteDiarizer.advice(tmp_path)
    assert str(tmp_path / "pyannote") in advice
    assert "huggingface.co/pyannote/speaker-diarization-community-1" in advice


@pytest.mark.parametrize("version", [3, 4])
def test_pyannote_results_become_voices(version: int) -> None:
    core = pytest.importorskip("pyannote.core", reason="pip install pyannote.core")
    annotation = core.Annotation()
    annotation[core.Segment(1.0, 3.0)] = "SPEAKER_01"
    annotation[core.Segment(4.0, 7.0)] = "SPEAKER_00"
    timeline = Timeline()
    for start_s in (10.0, 100.0):
        timeline.add(Window(start_s=start_s, samples=silence(5.0)))
    result = annotation
    if version == 4:  # with another one in which speakers may overlap
        result = SimpleNamespace(
            speaker_diarization=core.Annotation(), exclusive_speaker_diarization=annotation
        )
    assert [(v.start_s, v.end_s, v.speaker) for v in stretches(result, timeline)] == [
        (11.0, 13.0, "SPEAKER_01"),
        (14.0, 15.0, "SPEAKER_00"),
        (100.0, 102.0, "SPEAKER_00"),
    ]
