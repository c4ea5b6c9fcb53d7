"""Join marks to the texts they were made on: `python annotations/join.py DATA OUT`.

DATA holds `primock57/utterances.jsonl`, `dialogues/mts_dialog_train.csv` and
`dialogues/aci_bench_train.csv`; OUT gets `train.jsonl` and `dev.jsonl` as `curation train` and
`curation evaluate entities` read them.
"""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

MARKS = Path(__file__).parent / "en_talk"
DIALOGUES = {
    "mts": ("dialogues/mts_dialog_train.csv", "ID"),
    "aci": ("dialogues/aci_bench_train.csv", "encounter_id"),
}


def main(data: Path, out: Path) -> None:
    texts = dict(read_texts(data))
    out.mkdir(parents=True, exist_ok=True)
    for marks in sorted(MARKS.glob("*.jsonl")):
        rows = [json.loads(line) for line in marks.read_text("utf-8").splitlines()]
        lines = (json.dumps(row | {"text": texts[row["id"]]}, ensure_ascii=False) for row in rows)
        (out / marks.name).write_text("".join(f"{line}\n" for line in lines), "utf-8")
        print(f"{out / marks.name}: {len(rows)} texts")


def read_texts(data: Path) -> Iterator[tuple[str, str]]:
    """Every utterance by its id."""
    for line in (data / "primock57/utterances.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield row["id"], row["text"]
    for prefix, (name, key) in DIALOGUES.items():
        with (data / name).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                for number, text in enumerate(row["dialogue"].splitlines()):
                    yield f"{prefix}-{row[key]}-{number}", text.strip()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
