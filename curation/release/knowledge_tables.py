"""The knowledge base's tables: what anyone with SQL may read.

All names begin with `knowledge_`, so that it can share a PostgreSQL database with others.
It is derived from the release folders and can be built anew at any time, so its schema has
a number and no migrations.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION = 2
PREFIX = "knowledge_"
SEARCH_TABLE = f"{PREFIX}search"
INDEXED = ("question", "answer", "concepts", "session")  # the index's columns
WEIGHTS = (4.0, 2.0, 3.0, 1.0)  # how much a match in each of them counts

metadata = MetaData()

info = Table(f"{PREFIX}info", metadata, Column("schema_version", Integer, primary_key=True))

releases = Table(
    f"{PREFIX}releases",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("items", Integer, nullable=False),
    Column("supersedes", Integer),
)

items = Table(
    f"{PREFIX}items",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("release", ForeignKey(releases.c.version), nullable=False),
    Column("id", String(64), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("language", String(64), nullable=False),
    Column("session_id", String(64), nullable=False),
    Column("session_title", Text, nullable=False),
    Column("held_on", Date),
    Column("speaker_role", Text, nullable=False),
    Column("speaker_department", Text, nullable=False),
    Column("speaker_institution", Text, nullable=False),
    Column("speaker_country", Text, nullable=False),
    Column("start_s", Float, nullable=False),
    Column("end_s", Float, nullable=False),
    Column("recording", Text, nullable=False),
    Column("consent", Text, nullable=False),
    Column("record", Text, nullable=False),  # the whole released pair as JSON
    UniqueConstraint("release", "id"),
)

entities = Table(
    f"{PREFIX}entities",
    metadata,
    Column("position", ForeignKey(items.c.position), nullable=False, index=True),
    Column("label", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("assertion", String(16), nullable=False),
    Column("part", String(16), nullable=False),
    Column("system", Text),
    Column("code", Text),
    Column("display", Text),
    Column("start_s", Float, nullable=False),
    Index(f"ix_{PREFIX}entities_code", "system", "code"),
)

doses = Table(
    f"{PREFIX}doses",
    metadata,
    Column("position", ForeignKey(items.c.position), nullable=False, index=True),
    Column("drug", Text, nullable=False),
    Column("system", Text),  # and code and display: of the drug's concept
    Column("code", Text),
    Column("display", Text),
    Column("text", Text, nullable=False),
    Column("amount_low", Float, nullable=False),
    Column("amount_high", Float, nullable=False),
    Column("unit", Text),
    Column("ucum", Text),
    Column("route", Text),
    Column("times_per_day_low", Float),
    Column("times_per_day_high", Float),
    Column("every_hours_low", Float),
    Column("every_hours_high", Float),
    Column("once", Boolean),
    Column("duration_low", Float),
    Column("duration_high", Float),
    Column("duration_unit", Text),
    Column("negated", Boolean, nullable=False),
    Column("implausible", Boolean, nullable=False),
    Column("part", String(16), nullable=False),
    Column("start_s", Float, nullable=False),
    Index(f"ix_{PREFIX}doses_code", "system", "code"),
)
