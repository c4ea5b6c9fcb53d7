"""Training small models on a few texts made up here."""

import json
from pathlib import Path

import pytest

from curation.errors import FormatError, InputError, UnknownItemError
from curation.extract import Vocabulary
from curation.extract.evaluate import EntityRow, GoldEntity
from curation.extract.models import read_card
from curation.extract.training import bare, train

TEXTS = {
    "en": [
        "We gave her [DRUG:zorbitol] twice a day.",
        "He took [DRUG:zorbitol] for [DISEASE:blue lung].",
        "She had [SYMPTOM:wobbly knees], and no [SYMPTOM:fever].",
        "After [DRUG:zorbitol] the [SYMPTOM:wobbly knees] went away.",
        "Nobody said anything of it.",
    ],
    "zh": [
        "我们给他用了[DRUG:佐比醇]，一天两次。",
        "吃了[DRUG:佐比醇]以后，[SYMPTOM:腿软]好了。",
        "有[SYMPTOM:腿软]，没有[SYMPTOM:发热]。",
        "这是[DISEASE:蓝肺病]。",
    ],
}
STEPS = 48


def row(marked: str) -> EntityRow:
    """`[LABEL:words]` as an entity."""
    text = ""
    entities = []
    for part in marked.split("["):
        label, colon, rest = part.partition(":")
        if colon:
            words, _, after = rest.partition("]")
            end = len(text) + len(words)
            entities.append(GoldEntity(start_char=len(text), end_char=end, label=label))
            text += words + after
        else:
            text += part
    return EntityRow(id=marked, text=text, entities=tuple(entities))


def write(folder: Path, language: str) -> Path:
    folder.mkdir()
    lines = "".join(
        json.dumps({**vars(item), "entities": [vars(entity) for entity in item.entities]}) + "\n"
        for item in map(row, TEXTS[language])
    )
    for name in ("train", "dev"):
        (folder / f"{name}.jsonl").write_text(lines, "utf-8")
    return folder


@pytest.mark.parametrize("language", ["en", "zh"])
def test_training_learns_the_same_twice(
    language: str, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    data = write(tmp_path / "marked", language)
    first, second = (
        train(language, [data], tmp_path / name, vocabulary, steps=STEPS) for name in ("1", "2")
    )
    assert first == second
    assert first == read_card(tmp_path / "1")
    assert first.texts == {"marked": len(TEXTS[language])}
    assert set(first.scores["written"]) == {"CONDITION", "DRUG", "SYMPTOM"}
    assert first.scores["written"]["DRUG"]["f1"] > 0.9
    assert first.scores["bare"]["DRUG"]["f1"] > 0.9
    assert str(tmp_path) not in (tmp_path / "1" / "config.cfg").read_text()


def test_training_refuses_wrong_input(tmp_path: Path, vocabulary: Vocabulary) -> None:
    data = write(tmp_path / "marked", "en")
    with pytest.raises(UnknownItemError, match="choose en or zh"):
        train("it", [data], tmp_path / "out", vocabulary)
    with pytest.raises(InputError, match=r"train\.jsonl: no such file"):
        train("en", [tmp_path], tmp_path / "out", vocabulary)
    (data / "dev.jsonl").write_text('{"id": "1", "text": "nothing", "entities": []}\n')
    with pytest.raises(InputError, match=r"dev\.jsonl has no text with an entity"):
        train("en", [data], tmp_path / "out", vocabulary)
    (data / "train.jsonl").write_text('{"id": "1"}\n')
    with pytest.raises(FormatError, match="line 1"):
        train("en", [data], tmp_path / "out", vocabulary)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("marked", "text", "entities"),
    [
        ("A [SYMPTOM:dry, sore throat]!", "a dry sore throat", ["dry sore throat"]),
        ("[DRUG:Vitamin-D] (oral)", "vitamin d oral", ["vitamin d"]),
        ("[DRUG:β2-agonist]s", "β2 agonists", ["β2 agonist"]),
        ("“[SYMPTOM:头痛]，[SYMPTOM:发热]”", "头痛 发热", ["头痛", "发热"]),
        ("[SYMPTOM:…] and", "and", []),
    ],
)
def test_training_keeps_entities_in_bare_text(marked: str, text: str, entities: list[str]) -> None:
    stripped = bare(row(marked))
    assert stripped.text == text
    assert [text[e.start_char : e.end_char] for e in stripped.entities] == entities
