"""Short forms of `make bench-transcribe`."""

from pathlib import Path

from benchmarks.transcribe.kills import measure


def test_benchmark_kills_change_no_transcript_and_cost_one_window_each(tmp_path: Path) -> None:
    result = measure(tmp_path, kills=2)
    assert list(result) == ["faster-whisper", "moonshine"]
    for of_engine in result.values():
        assert of_engine["identical"]
        assert (of_engine["windows"], of_engine["kills"]) == (6, 2)
        assert of_engine["most_by_one_kill"] <= 1
