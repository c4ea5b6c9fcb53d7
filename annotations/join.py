"""Make what the recognisers learn from: `python annotations/join.py DATA OUT`.

DATA holds `primock57/utterances.jsonl`,
`primock57/questions.jsonl`, `dialogues/mts_dialog_train.csv`,
`dialogues/aci_bench_train.csv`, `bc5cdr/train.jsonl` and `bc5cdr/dev.jsonl`. OUT gets three
folders, `talk`, `written` and `zh_talk`, with `train.jsonl` and `dev.jsonl` as `curation train` and
`curation evaluate entities` read them, and `questions/primock.jsonl` for
`curation train-questions`.
"""

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DIALOGUES = {
    "mts": ("dialogues/mts_dialog_train.csv", "ID"),
    "aci": ("dialogues/aci_bench_train.csv", "encounter_id"),
}


ZH_TIMES = 3  # that each text of `zh_talk` is learned, for they are few
WRITTEN_DEV = 100  # abstracts of the development set that stay there; the others are learned too


def main(data: Path, out: Path) -> None:
    texts = dict(read_texts(data))
    for marks in sorted((HERE / "en_talk").glob("*.jsonl")):
        rows = map(json.loads, read_lines(marks))
        joined = (json.dumps(row | {"text": texts[row["id"]]}, ensure_ascii=False) for row in rows)
        write_lines(out / "talk" / marks.name, joined)
    train, dev = (read_lines(data / "bc5cdr" / f"{name}.jsonl") for name in ("train", "dev"))
    write_lines(out / "written" / "train.jsonl", [*train, *dev[:-WRITTEN_DEV]])
    write_lines(out / "written" / "dev.jsonl", dev[-WRITTEN_DEV:])
    write_lines(
        out / "zh_talk" / "train.jsonl", read_lines(HERE / "zh_talk/train.jsonl") * ZH_TIMES
    )
    write_lines(out / "zh_talk" / "dev.jsonl", read_lines(HERE / "zh_talk/dev.jsonl"))

    write_lines(out / "questions" / "primock.jsonl", read_questions(data))


def read_questions(data: Path) -> Iterator[str]:
    """PriMock57's utterances in order, each with whether it asks."""
    marks = {row["id"]: row for row in read_rows(HERE / "en_questions/primock.jsonl")}
    cleaned = {row["id"]: row["text"] for row in read_rows(data / "primock57/questions.jsonl")}
    for row in read_rows(data / "primock57/utterances.jsonl"):
        text = cleaned.get(row["id"]) or " ".join(re.sub(r"<[^>]*>", " ", row["text"]).split())
        mark = marks.get(row["id"], {})
        joined = {
            "id": row["id"],
            "dialogue": row["consultation"],
            "speaker": row["speaker"],
            "text": text,
            "is_question": bool(mark),
            "is_declarative": mark.get("is_declarative", False),
        }
        yield json.dumps(joined, ensure_ascii=False)


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, read_lines(path))


def read_lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def write_lines(path: Path, lines: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def read_texts(data: Path) -> Iterator[tuple[str, str]]:
    """Every utterance by its id."""
    for line in read_lines(data / "primock57/utterances.jsonl"):
        row = json.loads(line)
        yield row["id"], row["text"]
    for prefix, (name, key) in DIALOGUES.items():
        with (data / name).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                for number, text in enumerate(row["dialogue"].splitlines()):
                    yield f"{prefix}-{row[key]}-{number}", text.strip()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
