import json
from typing import Any

import pytest

from curation.errors import FormatError
from curation.transcribe.cues import assemble
from curation.transcribe.formats.whisper_json import read_whisper_json


def read(content: Any) -> Any:
    return read_whisper_json(json.dumps(content), origin="a.json")


def test_whisper_json_takes_measured_words() -> None:
    words = [
        {"word": " We", "start": 1.0, "end": 1.5, "probability": 0.9},
        {"word": " stop", "start": 1.5, "end": 2.0, "probability": 0.4},
    ]
    segment = {"id": 0, "seek": 0, "start": 1.0, "end": 2.0, "text": " We stop", "words": words}
    cues = read({"text": " We stop", "segments": [segment], "language": "en"})
    assert cues.language == "en"
    heard = assemble(cues.cues, origin="a.json").words
    assert [(word.text, word.end_s, word.probability, word.timing) for word in heard] == [
        ("We", 1.5, 0.9, "measured"),
        ("stop", 2.0, 0.4, "measured"),
    ]


def test_whisper_json_without_words_estimates_them() -> None:
    cues = read({"segments": [{"start": 0, "end": 4, "text": "发烧"}]})
    heard = assemble(cues.cues, origin="a.json").words
    assert [(word.end_s, word.timing) for word in heard] == [(2, "estimated"), (4, "estimated")]


def test_whisper_json_of_whisperx_has_speakers_and_words_without_times() -> None:
    words = [
        {"word": "take", "start": 1.0, "end": 1.5, "score": 0.8, "speaker": "SPEAKER_01"},
        {"word": "400", "speaker": "SPEAKER_01"},
        {"word": "daily.", "start": 2.0, "end": 2.5, "score": 0.7},
    ]
    segment = {"start": 1, "end": 3, "text": "take 400 daily.", "words": words, "speaker": "S1"}
    cues = read({"segments": [segment], "word_segments": words})
    speech = assemble(cues.cues, origin="a.json")
    assert [turn.speaker for turn in speech.turns] == ["S1"]
    assert [(word.start_s, word.end_s, word.probability, word.timing) for word in speech.words] == [
        (1.0, 1.5, 0.8, "measured"),
        (1.5, 2.0, None, "estimated"),
        (2.0, 2.5, 0.7, "measured"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", r"a\.json: .*line 1"),
        ("[]", r"a\.json"),
        ('{"text": "secret"}', r"a\.json: segments"),
        ('{"segments": [{"start": 0, "text": "secret"}]}', r"a\.json: segments\.0\.end"),
        ('{"segments": [{"start": "x", "end": 1, "text": "secret"}]}', r"segments\.0\.start"),
        ('{"segments": []}', "no spoken text"),
        ('{"segments": [{"start": 2, "end": 1, "text": "secret"}]}', "segment 0: it ends before"),
        (
            '{"segments": [{"start": -2, "end": 1, "text": "secret"}]}',
            "segment 0: it starts before",
        ),
    ],
)
def test_whisper_json_says_what_is_wrong(content: str, message: str) -> None:
    with pytest.raises(FormatError, match=message) as caught:
        assemble(read_whisper_json(content, origin="a.json").cues, origin="a.json")
    assert "secret" not in str(caught.value)
