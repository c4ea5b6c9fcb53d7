"""How long it takes to group many questions that ask the same, and how much memory."""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from math import comb, log
from pathlib import Path
from random import Random

from curation.extract import compile_vocabulary, load_vocabulary
from curation.extract.alike import find_alike
from curation.extract.rules import RULES
from curation.lists import read_rows

COUNTS = (10_000, 30_000, 100_000)
PER_QUESTION = 4  # questions that ask the same, about
KIB_PER_MIB = 1024

# The wordings of one aim ask the same; {d} is the drug, {p} the people.
AIMS = (
    (
        ("What dose of {d} do you give to {p}?", "How much {d} do you give to {p}?"),
        ("{p}{d}的剂量是多少？", "{p}用{d}给多少"),
    ),
    (
        ("How long do you give {d} to {p}?", "For how many days is {d} given to {p}?"),
        ("{p}{d}的疗程是几天？", "{d}{p}要用多长时间"),
    ),
    (
        ("When do you start {d} in {p}?", "At which point do you begin {d} in {p}?"),
        ("{p}什么时候开始用{d}？", "{p}用{d}的起始时机"),
    ),
    (
        ("When do you stop {d} in {p}?", "At which point is {d} discontinued in {p}?"),
        ("{p}什么时候停{d}？", "{p}停用{d}的时机是什么"),
    ),
    (
        ("Is {d} effective in {p}?", "Does {d} really help {p}?"),
        ("{d}对{p}有没有效果？", "{p}用{d}管用吗"),
    ),
    (
        ("How often is {d} given to {p}?", "How many times a day do {p} get {d}?"),
        ("{p}用{d}一天几次？", "{d}{p}多久给一次"),
    ),
)
PEOPLE = (
    ("children", "儿童"),
    ("infants", "婴儿"),
    ("pregnant women", "孕妇"),
    ("old people", "老年人"),
    ("obese patients", "肥胖病人"),
    ("patients on dialysis", "透析病人"),
    ("staff", "医护"),
    ("patients with cancer", "肿瘤病人"),
)


def make_questions(count: int, seed: int = 0) -> tuple[dict[str, str], dict[str, str]]:
    """Questions by id, and what each asks by id."""
    draw = Random(seed)  # noqa: S311 - questions, not secrets
    names = [
        (row["en"].split("|")[0].strip(), row["zh"].split("|")[0].strip())
        for row in read_rows(RULES / "drugs.tsv", ())
        if row.values.get("en") and row.values.get("zh")
    ]
    kinds = [
        (d, p, a) for d in range(len(names)) for p in range(len(PEOPLE)) for a in range(len(AIMS))
    ]
    draw.shuffle(kinds)
    wanted = kinds[: max(1, count // PER_QUESTION)]
    texts, asks = {}, {}
    for number in range(count):
        drug, people, aim = draw.choice(wanted)
        language = draw.randrange(2)
        wording = draw.choice(AIMS[aim][language])
        text = wording.format(d=names[drug][language], p=PEOPLE[people][language])
        if draw.random() < 0.3:
            text = ("um so " if language == 0 else "那个我想问一下，") + text
        key = f"q{number}"
        texts[key], asks[key] = text, f"{drug} {people} {aim}"
    return texts, asks


def measure(count: int) -> dict[str, float]:
    """Group so many questions in this process."""
    texts, asks = make_questions(count)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vocabulary.zip"
        compile_vocabulary(path)
        vocabulary = load_vocabulary(path)
    started, cpu = time.perf_counter(), time.process_time()
    groups = find_alike(texts, vocabulary)
    wall_s, cpu_s = time.perf_counter() - started, time.process_time() - cpu
    found = sum(comb(len(group.members), 2) for group in groups)
    right = sum(
        comb(number, 2)
        for group in groups
        for number in Counter(asks[key] for key in group.members).values()
    )
    wanted = sum(comb(number, 2) for number in Counter(asks.values()).values())
    return {
        "questions": count,
        "groups": len(groups),
        "wall_s": round(wall_s, 1),
        "cpu_s": round(cpu_s, 1),
        "memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_MIB),
        "precision": round(right / found, 3) if found else 0.0,
        "recall": round(right / wanted, 3) if wanted else 0.0,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, action="append", help="how many; may be repeated")
    parser.add_argument("--here", action="store_true", help="in this process; prints JSON")
    options = parser.parse_args()
    if options.here:
        print(json.dumps(measure(options.count[0])))  # noqa: T201
        return
    before: dict[str, float] | None = None
    for count in options.count or COUNTS:
        command = [sys.executable, "-m", "benchmarks.questions.clusters", "--here", "--count"]
        done = subprocess.run([*command, str(count)], check=True, capture_output=True, text=True)
        figures = json.loads(done.stdout)
        if before:
            times = log(figures["cpu_s"] / before["cpu_s"])
            figures["exponent"] = round(times / log(count / before["questions"]), 2)
        print(json.dumps(figures), flush=True)  # noqa: T201
        before = figures


if __name__ == "__main__":
    main()
