import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from curation.errors import InputError, MediaError
from curation.transcribe.audio import SAMPLE_RATE_HZ, Samples, open_sound, probe
from tests.transcribe.sounds import noise, silence, speech, tone, write_sound


def decode(path: Path) -> tuple[Samples, list[str]]:
    with open_sound(path) as sound:
        samples = np.concatenate(list(sound.blocks()))
        return samples, [flag.kind for flag in sound.flags]


@pytest.mark.parametrize(
    ("name", "codec", "rate", "layout"),
    [
        ("a.wav", "pcm_s16le", 8_000, "mono"),
        ("a.flac", "flac", 44_100, "stereo"),
        ("a.ogg", "libopus", 48_000, "mono"),
        ("a.mp3", "libmp3lame", 44_100, "stereo"),
        ("a.m4a", "aac", 48_000, "5.1"),
        ("a.webm", "libopus", 48_000, "stereo"),
    ],
)
def test_audio_decodes_any_format_to_mono(
    tmp_path: Path, name: str, codec: str, rate: int, layout: str
) -> None:
    path = write_sound(tmp_path / name, tone(3.0), codec=codec, rate=rate, layout=layout)
    samples, flags = decode(path)
    assert samples.dtype == np.float32
    assert len(samples) / SAMPLE_RATE_HZ == pytest.approx(3.0, abs=0.15)
    middle = np.abs(np.fft.rfft(samples[SAMPLE_RATE_HZ : 2 * SAMPLE_RATE_HZ]))
    assert int(middle.argmax()) == 440  # one second of sound: bins are hertz
    assert flags == []


def test_audio_takes_the_sound_of_a_video(tmp_path: Path) -> None:
    path = write_sound(
        tmp_path / "talk.mp4", tone(2.0), codec="aac", rate=48_000, layout="stereo", video=True
    )
    assert len(av.open(str(path)).streams.video) == 1
    facts = probe(path)
    assert (facts.sample_rate_hz, facts.channels) == (48_000, 2)
    assert facts.duration_s == pytest.approx(2.0, abs=0.1)


def test_audio_keeps_times_where_a_file_leaves_a_gap(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "meeting.mkv", tone(30.0), codec="pcm_s16le", gaps=[(5.0, 25.0)])
    samples, flags = decode(path)
    assert flags == ["gap"]
    assert len(samples) / SAMPLE_RATE_HZ == pytest.approx(30.0, abs=0.15)
    level = np.abs(samples.reshape(-1, SAMPLE_RATE_HZ // 2)).mean(axis=1)
    assert level[:9].min() > 0.1 and level[11:49].max() < 0.01 and level[52:].min() > 0.1


def test_audio_goes_on_after_damage_and_flags_it(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.flac", noise(20.0), codec="flac")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 20_000] = bytes(20_000)
    path.write_bytes(data)
    samples, flags = decode(path)
    assert flags == ["gap"]
    assert len(samples) / SAMPLE_RATE_HZ == pytest.approx(20.0, abs=0.3)


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [("a.flac", "flac", 16_000), ("a.mka", "libopus", 48_000), ("a.mp3", "libmp3lame", 44_100)],
)
def test_audio_goes_on_after_frames_that_are_corrupt(
    tmp_path: Path, name: str, codec: str, rate: int
) -> None:
    path = write_sound(tmp_path / name, tone(20.0), codec=codec, rate=rate)
    whole, _ = decode(path)
    data = bytearray(path.read_bytes())
    spoilt = len(data) // 8
    chance = np.random.default_rng(1)
    data[4 * spoilt : 5 * spoilt] = chance.integers(0, 256, spoilt, np.uint8).tobytes()
    path.write_bytes(data)
    with open_sound(path) as sound:
        samples = np.concatenate(list(sound.blocks()))
        flags = [flag for flag in sound.flags if flag.kind == "gap"]
    assert len(samples) == pytest.approx(len(whole), abs=SAMPLE_RATE_HZ)
    assert flags and flags[0].start_s == pytest.approx(10.0, abs=1.5)
    assert 11.0 < flags[-1].end_s < 15.5  # Matroska goes on with its next cluster
    last = np.abs(np.fft.rfft(samples[-2 * SAMPLE_RATE_HZ : -SAMPLE_RATE_HZ]))
    assert int(last.argmax()) == 440


def test_audio_follows_a_sample_rate_that_changes_midway(tmp_path: Path) -> None:
    parts = [
        write_sound(tmp_path / f"{rate}.mp3", tone(4.0), codec="libmp3lame", rate=rate)
        for rate in (44_100, 16_000, 8_000)
    ]
    path = tmp_path / "joined.mp3"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    samples, _ = decode(path)
    assert len(samples) / SAMPLE_RATE_HZ == pytest.approx(12.0, abs=0.5)
    for second in (2, 6, 10):
        part = samples[second * SAMPLE_RATE_HZ :][:SAMPLE_RATE_HZ]
        assert int(np.abs(np.fft.rfft(part)).argmax()) == 440


@pytest.mark.parametrize(
    ("name", "codec", "rate", "end_s"),
    [
        ("a.wav", "pcm_s16le", 16_000, 20.0),
        ("a.flac", "flac", 16_000, 20.0),
        ("a.webm", "libopus", 48_000, 20.0),
        ("a.mp3", "libmp3lame", 44_100, 20.0),
        ("a.ogg", "libopus", 48_000, 10.0),  # this and the next do not say how long they were
        ("a.aac", "aac", 48_000, 10.0),
    ],
)
def test_audio_keeps_what_a_truncated_file_holds(
    tmp_path: Path, name: str, codec: str, rate: int, end_s: float
) -> None:
    path = write_sound(tmp_path / name, noise(20.0), codec=codec, rate=rate)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with open_sound(path) as sound:
        samples = np.concatenate(list(sound.blocks()))
        (flag,) = sound.flags
    assert len(samples) / SAMPLE_RATE_HZ == pytest.approx(10.0, abs=1.1)
    assert (flag.kind, flag.end_s) == ("truncated", pytest.approx(end_s, abs=1.1))
    assert flag.start_s == pytest.approx(10.0, abs=1.1)


def test_audio_does_not_trust_a_guessed_length(tmp_path: Path) -> None:
    loud = write_sound(tmp_path / "a.mp3", noise(10.0), codec="libmp3lame", rate=44_100)
    data = loud.read_bytes().replace(b"Info", bytes(4)).replace(b"Xing", bytes(4))
    titles = b"ID3\x04\x00\x00\x00\x00\x0f\x50" + bytes(0x0F << 7 | 0x50)
    path = tmp_path / "b.mp3"
    path.write_bytes(titles + data[len(data) // 10 :])
    assert not probe(path).exact
    loud.write_bytes(titles + loud.read_bytes()[loud.read_bytes().find(b"\xff\xfb") :])
    assert probe(loud).exact


def test_audio_refuses_what_breaks_off_before_any_sound(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.m4a", noise(5.0), codec="aac", rate=48_000)
    path.write_bytes(path.read_bytes()[:400])
    with pytest.raises(MediaError, match=r"a\.m4a"):
        decode(path)


def test_audio_refuses_a_header_without_sound(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", silence(1.0))
    path.write_bytes(path.read_bytes()[:44])
    with pytest.raises(MediaError, match="breaks off before its first sound"):
        decode(path)


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (None, InputError, "no such file"),
        (b"", InputError, "is empty"),
        (b"not a sound at all " * 100, MediaError, "not a sound or video file"),
        (b"PK\x03\x04" + bytes(5000), MediaError, "not a sound or video file"),
    ],
)
def test_audio_says_what_is_wrong_with_a_file(
    tmp_path: Path, content: bytes | None, error: type[Exception], message: str
) -> None:
    path = tmp_path / "talk.mp3"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(error, match=message) as caught:
        probe(path)
    assert str(path) in str(caught.value)


def test_audio_refuses_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        probe(tmp_path)


def test_audio_refuses_a_video_without_sound(tmp_path: Path) -> None:
    path = tmp_path / "silent.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(5):
            container.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(stream.encode(None))
    with pytest.raises(MediaError, match="has no sound track"):
        probe(path)


# The peak of this program alone: what `getrusage` tells holds that of the one that started it.
MEASURE = """
import re, sys
from pathlib import Path
from curation.transcribe.audio import open_sound
from curation.transcribe.windows import speech_windows
with open_sound(Path(sys.argv[1])) as sound:
    windows = sum(1 for _ in speech_windows(sound.blocks()))
peak_kb = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(windows, peak_kb // 1024)
"""


def test_audio_of_ten_hours_is_read_in_little_memory(tmp_path: Path) -> None:
    hour_s = 3600
    said = speech(5.0)
    path = tmp_path / "long.mka"
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("flac", rate=SAMPLE_RATE_HZ, layout="mono")
        for hour in range(11):  # 10 hours between the first and the last
            part = (said * 32767).astype(np.int16)
            frame = av.AudioFrame.from_ndarray(part[np.newaxis], "s16", "mono")
            frame.sample_rate, frame.pts = SAMPLE_RATE_HZ, hour * (hour_s - 60) * SAMPLE_RATE_HZ
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    command = [sys.executable, "-c", MEASURE, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    windows, peak_mb = map(int, done.stdout.split())
    assert windows == 11
    assert peak_mb < 300


def test_audio_needs_no_more_memory_for_a_longer_file(tmp_path: Path) -> None:
    def peak_mb(seconds: float) -> int:
        path = write_sound(tmp_path / f"{seconds}.wav", noise(seconds))
        command = [sys.executable, "-c", MEASURE, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return int(done.stdout.split()[1])

    # nine minutes more, which as samples are 33 MB; in six it has had its first full sections
    assert peak_mb(900.0) - peak_mb(360.0) < 10
