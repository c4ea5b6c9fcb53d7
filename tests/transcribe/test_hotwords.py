from pathlib import Path

import pytest

from curation.errors import FormatError, InputError
from curation.extract.topic_drugs import drugs_for
from curation.model import Participant, Session
from curation.steps.hotwords import hotwords_for, read_hotwords
from curation.steps.transcribe import TranscribeOptions, transcribe_recording
from curation.transcribe.engines.faster_whisper import FasterWhisperEngine
from curation.transcribe.engines.moonshine import MoonshineEngine
from curation.transcribe.words import is_unspaced
from curation.workbench import Workbench

TOPIC = "COVID-19: antivirals, steroids, oxygen, antibiotics"


def session(topic: str, title: str = "") -> Session:
    who = Participant(name="Expert", role="expert", department="Hepatitis and diabetes")
    return Session(id="s1", title=title, topic=topic, participants=(who,))


def test_drugs_for_names_those_of_a_topic_in_both_languages() -> None:
    drugs = dict(drugs_for(TOPIC))
    assert drugs["lopinavir/ritonavir"] == "洛匹那韦利托那韦"
    assert {"remdesivir", "methylprednisolone", "moxifloxacin"} <= set(drugs)
    assert "metformin" not in drugs
    assert dict(drugs_for("糖尿病的用药"))["metformin"] == "二甲双胍"


@pytest.mark.parametrize("text", ["", "A talk on fluids", "influence", "会议"])
def test_drugs_for_finds_none_where_no_topic_is_named(text: str) -> None:
    assert drugs_for(text) == ()


def test_drugs_for_puts_those_that_are_named_first() -> None:
    assert next(iter(drugs_for("Anakinra in COVID-19"))) == ("anakinra", "阿那白滞素")


def test_drugs_for_knows_every_drug_of_every_topic() -> None:
    from curation.extract.topic_drugs import _topics

    for words, _ in _topics():
        assert drugs_for(words[0]), words


def test_hotwords_for_takes_drugs_of_the_topic_and_title_and_not_of_participants() -> None:
    words = hotwords_for(session(TOPIC, "氯喹"), FasterWhisperEngine)
    assert words[:2] == ("chloroquine", "氯喹")
    assert "metformin" not in words


def test_hotwords_for_tells_no_more_than_whisper_reads() -> None:
    many = session(" ".join(["COVID-19 diabetes cancer epilepsy hiv pain gout fungal malaria"]))
    words = hotwords_for(many, FasterWhisperEngine)
    for unspaced in (True, False):
        letters = sum(len(word) for word in words if is_unspaced(word) == unspaced)
        assert 60 < letters < 450
    assert sum(len(word) for word in words if is_unspaced(word)) <= 100


def test_hotwords_for_prefers_ones_own_and_none_at_all() -> None:
    own = ("Lianhua", "连花", "Lianhua")
    assert hotwords_for(session(TOPIC), FasterWhisperEngine, own) == ("Lianhua", "连花")
    assert hotwords_for(session(TOPIC), FasterWhisperEngine, ()) == ()


def test_hotwords_for_tells_none_to_an_engine_that_takes_none() -> None:
    told: list[str] = []
    assert hotwords_for(session(TOPIC), MoonshineEngine, say=told.append) == ()
    assert told == []
    assert hotwords_for(session(TOPIC), MoonshineEngine, ["Kaletra"], told.append) == ()
    assert told == ["moonshine cannot be told hotwords; they are not used"]


def test_hotwords_for_says_how_many_of_ones_own_are_told() -> None:
    told: list[str] = []
    own = [f"hotword{number}" for number in range(100)]
    words = hotwords_for(session(TOPIC), FasterWhisperEngine, own, told.append)
    assert words == tuple(own[: len(words)])
    assert told == [f"faster-whisper is told {len(words)} of the 100 hotwords; it reads no more"]


def test_read_hotwords_reads_one_a_line(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("# ours\nlopinavir\n\n 洛匹那韦 \nlopinavir\n", "utf-8")
    assert read_hotwords(path) == ("lopinavir", "洛匹那韦")
    path.write_bytes(b"caf\xe9\n")
    with pytest.raises(FormatError, match=r"words\.txt, line 1: not UTF-8"):
        read_hotwords(path)
    with pytest.raises(InputError):
        read_hotwords(tmp_path / "none.txt")


def test_transcribe_keeps_the_hotwords_and_transcribes_anew_with_others(
    workbench: Workbench, mini: Path, talk: Path
) -> None:
    about = talk.parent / "facts.toml"
    about.write_text('id = "s1"\nlanguages = ["en"]\ntopic = "gout"\n', "utf-8")
    options = TranscribeOptions(model=str(mini), speakers=False)
    made = transcribe_recording(workbench, talk, about=about, options=options)
    assert made.options["hotwords"][:2] == ["febuxostat", "非布司他"]
    without = TranscribeOptions(model=str(mini), speakers=False, hotwords=())
    assert transcribe_recording(workbench, talk, options=without).revision == 2
    assert "hotwords" not in workbench.transcript("s1").options
