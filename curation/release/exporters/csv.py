"""CSV for spreadsheets: opens in Excel with Chinese intact and runs no formula."""

import csv
import io
from pathlib import Path

from curation.files import atomic_write
from curation.release.records import (
    ReleaseContent,
    ReleasedDose,
    ReleasedEntity,
    ReleasedPair,
    dose_flags,
    dose_words,
)

FILE = "qa.csv"
ENCODING = "utf-8-sig"  # Excel takes a file without this mark for the system's code page
SEPARATOR = "; "
# A spreadsheet takes a cell that begins so for a formula, and runs it (OWASP, CSV injection);
# the wide forms count as well in Chinese and Japanese versions.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

COLUMNS = (
    "id",
    "question",
    "answer",
    "language",
    "topics",
    "drugs",
    "symptoms",
    "conditions",
    "doses",
    "session_id",
    "session_title",
    "held_on",
    "speaker",
    "speaker_role",
    "speaker_department",
    "speaker_institution",
    "speaker_country",
    "question_start_s",
    "question_end_s",
    "answer_start_s",
    "answer_end_s",
    "recording",
    "transcript",
    "translation_of",
    "spoken_question",
    "spoken_answer",
    "reviewers",
    "decided_at",
    "consent",
)


def export_csv(content: ReleaseContent, folder: Path) -> tuple[Path, ...]:
    """Write `qa.csv`; a cell that a spreadsheet would run begins with an apostrophe."""
    path = folder / FILE
    with atomic_write(path) as stream:
        text = io.TextIOWrapper(stream, encoding=ENCODING, newline="")
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        writer.writerows(map(cells, content.pairs))
        text.flush()
        text.detach()  # the file is closed by whoever opened it
    return (path,)


def cells(pair: ReleasedPair) -> list[object]:
    """A pair's cells in the order of `COLUMNS`; several values in one cell are joined by "; "."""
    by_label = {"drugs": "DRUG", "symptoms": "SYMPTOM", "conditions": "CONDITION"}
    made = {
        **{name: _entities(pair, label) for name, label in by_label.items()},
        "doses": SEPARATOR.join(map(_dose, pair.doses)),
        "topics": SEPARATOR.join(pair.topics),
        "reviewers": SEPARATOR.join(pair.reviewers),
        "answer_start_s": pair.answer_spans[0].start_s,
        "answer_end_s": pair.answer_spans[-1].end_s,
        "decided_at": pair.decided_at.isoformat(),
    }
    return [safe_cell(made[name] if name in made else getattr(pair, name)) for name in COLUMNS]


def safe_cell(value: object) -> object:
    """The value, made plain text if a spreadsheet would take it for a formula."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def _entities(pair: ReleasedPair, label: str) -> str:
    """Each entity of a label as `text (assertion) [code]`, once; a repaired one by its name."""
    listed = (
        f"{_named(entity)} ({entity.assertion})"
        + (f" [{entity.concept.key}]" if entity.concept else "")
        for entity in pair.entities
        if entity.label == label
    )
    return SEPARATOR.join(dict.fromkeys(listed))


def _named(entity: ReleasedEntity) -> str:
    if entity.repaired and entity.concept:
        return f"{entity.concept.display}, heard as {entity.text}"
    return entity.text


def _dose(dose: ReleasedDose) -> str:
    """A dose as `drug: 400 mg twice a day (not given)`."""
    flags = f" ({', '.join(dose_flags(dose))})" if dose_flags(dose) else ""
    return f"{dose.drug or 'drug not named'}: {dose_words(dose)}{flags}"
