import io
import math
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame

from curation.errors import InputError, MediaError
from curation.review.clips import LONGEST_CLIP_S, cut_clip

RATE_HZ = 16_000
LENGTH_S = 30
TOLERANCE_S = 0.15


def write_tones(path: Path, codec: str) -> Path:
    """A recording in which second n hums at 200 + 20 n Hz."""
    with av.open(str(path), "w") as target:
        stream = target.add_stream(codec, rate=RATE_HZ, layout="mono")
        for second in range(LENGTH_S):
            phase = 2 * math.pi * (200 + 20 * second) * np.arange(RATE_HZ) / RATE_HZ
            samples = (np.sin(phase) * 10_000).astype(np.int16).reshape(1, -1)
            frame = AudioFrame.from_ndarray(samples, format="s16", layout="mono")
            frame.sample_rate = RATE_HZ
            frame.pts = second * RATE_HZ
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return path


def pitch_hz(data: bytes) -> float:
    """The strongest frequency of an encoded clip's middle."""
    with av.open(io.BytesIO(data)) as source:
        frames = [frame.to_ndarray().mean(axis=0) for frame in source.decode(audio=0)]
        rate_hz = source.streams.audio[0].rate
    sound = np.concatenate(frames)
    middle = sound[len(sound) // 4 : 3 * len(sound) // 4]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    return float(np.argmax(spectrum) * rate_hz / len(middle))


@pytest.fixture(scope="module", params=[("wav", "pcm_s16le"), ("flac", "flac"), ("mp3", "mp3")])
def recording(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    suffix, codec = request.param
    return write_tones(tmp_path_factory.mktemp("sound") / f"tones.{suffix}", codec)


@pytest.mark.parametrize("second", [0, 12, 28])
def test_clips_hold_the_wanted_moment(recording: Path, second: int) -> None:
    clip = cut_clip(recording, second + 0.2, second + 0.8)
    assert clip.start_s == pytest.approx(second + 0.2, abs=TOLERANCE_S)
    assert clip.end_s == pytest.approx(second + 0.8, abs=TOLERANCE_S)
    assert pitch_hz(clip.data) == pytest.approx(200 + 20 * second, abs=8)


def test_clips_last_as_long_as_they_say(recording: Path) -> None:
    clip = cut_clip(recording, 5, 15)
    with av.open(io.BytesIO(clip.data)) as source:
        samples = sum(frame.samples for frame in source.decode(audio=0))
        length_s = samples / source.streams.audio[0].rate
    assert length_s == pytest.approx(clip.end_s - clip.start_s, abs=0.05)


def test_clips_stop_where_the_recording_stops(recording: Path) -> None:
    assert cut_clip(recording, LENGTH_S - 2, LENGTH_S + 20).end_s == pytest.approx(
        LENGTH_S, abs=TOLERANCE_S
    )


def test_clips_say_that_a_recording_is_too_short(recording: Path) -> None:
    with pytest.raises(MediaError, match="ends before 90 s"):
        cut_clip(recording, 90, 95)


@pytest.mark.parametrize(("start_s", "end_s"), [(5, 5), (5, 4), (0, LONGEST_CLIP_S + 1)])
def test_clips_refuse_impossible_stretches(recording: Path, start_s: float, end_s: float) -> None:
    with pytest.raises(InputError, match="a clip lasts up to"):
        cut_clip(recording, start_s, end_s)


def test_clips_say_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    (tmp_path / "text.mp3").write_text("not sound at all", encoding="utf-8")
    for name, words in (("gone.wav", "no such file"), ("empty.wav", "empty"), ("text.mp3", "play")):
        with pytest.raises(InputError, match=words) as caught:
            cut_clip(tmp_path / name, 0, 1)
        assert name in str(caught.value)


def test_clips_need_a_sound_track(tmp_path: Path) -> None:
    path = tmp_path / "silent.mp4"
    with av.open(str(path), "w") as target:
        stream = target.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
        target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    with pytest.raises(MediaError, match="no sound track"):
        cut_clip(path, 0, 1)
