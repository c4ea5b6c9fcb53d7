"""Parquet for DataFrames and databases: typed, nested, compressed."""

from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from curation.files import atomic_write
from curation.release.records import ReleaseContent, ReleasedPair, dose_columns

FILE = "qa.parquet"
ROWS_PER_GROUP = 10_000  # what is in memory at a time

_CONCEPT = pa.struct(
    {
        "system": pa.string(),
        "code": pa.string(),
        "display": pa.string(),
        "version": pa.string(),
        "names": pa.map_(pa.string(), pa.string()),
    }
)
_ENTITY = pa.struct(
    {
        "id": pa.string(),
        "label": pa.string(),
        "text": pa.string(),
        "assertion": pa.string(),
        "part": pa.string(),
        "start_s": pa.float64(),
        "concept": _CONCEPT,
        "repaired": pa.bool_(),
    }
)
_DOSE = pa.struct(
    {
        "id": pa.string(),
        "drug": pa.string(),
        "entity": pa.string(),
        "text": pa.string(),
        "amount_low": pa.float64(),
        "amount_high": pa.float64(),
        "unit": pa.string(),
        "ucum": pa.string(),
        "route": pa.string(),
        "times_per_day_low": pa.float64(),
        "times_per_day_high": pa.float64(),
        "every_hours_low": pa.float64(),
        "every_hours_high": pa.float64(),
        "once": pa.bool_(),
        "duration_low": pa.float64(),
        "duration_high": pa.float64(),
        "duration_unit": pa.string(),
        "negated": pa.bool_(),
        "implausible": pa.bool_(),
        "part": pa.string(),
        "start_s": pa.float64(),
    }
)
SCHEMA = pa.schema(
    {
        "id": pa.string(),
        "question": pa.string(),
        "answer": pa.string(),
        "spoken_question": pa.string(),
        "spoken_answer": pa.string(),
        "language": pa.string(),
        "topics": pa.list_(pa.string()),
        "translation_of": pa.string(),
        "session_id": pa.string(),
        "session_title": pa.string(),
        "held_on": pa.date32(),
        "consent": pa.string(),
        "speaker": pa.string(),
        "speaker_role": pa.string(),
        "speaker_department": pa.string(),
        "speaker_institution": pa.string(),
        "speaker_country": pa.string(),
        "question_start_s": pa.float64(),
        "question_end_s": pa.float64(),
        "answer_spans": pa.list_(pa.struct({"start_s": pa.float64(), "end_s": pa.float64()})),
        "recording": pa.string(),
        "transcript": pa.string(),
        "entities": pa.list_(_ENTITY),
        "doses": pa.list_(_DOSE),
        "reviewers": pa.list_(pa.string()),
        "decided_at": pa.timestamp("us", tz="UTC"),
    }
)


def export_parquet(content: ReleaseContent, folder: Path) -> tuple[Path, ...]:
    """Write `qa.parquet`, with the release's facts in the schema's metadata."""
    path = folder / FILE
    facts = {"release": str(content.version), "content_sha256": content.content_sha256}
    pairs = iter(content.pairs)
    with (
        atomic_write(path) as stream,
        pq.ParquetWriter(stream, SCHEMA.with_metadata(facts), compression="zstd") as writer,
    ):
        while rows := [_row(pair) for pair in islice(pairs, ROWS_PER_GROUP)]:
            writer.write_table(pa.Table.from_pylist(rows, schema=SCHEMA))
    return (path,)


def _row(pair: ReleasedPair) -> dict[str, Any]:
    row = asdict(pair) | {"doses": list(map(dose_columns, pair.doses))}
    for entity in row["entities"]:
        if entity["concept"]:
            entity["concept"]["names"] = list(entity["concept"]["names"].items())
    return row
