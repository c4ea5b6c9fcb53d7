"""The workbench database's tables.

Records are kept whole as JSON beside the columns that queries need. `decisions` and
`speaker_changes` are append-only: their unique (target, version) and (transcript, version) make
a second event on the same state fail.
"""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_REVISION = "0003"

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("held_on", Date),
    Column("record", Text, nullable=False),
)

recordings = Table(
    "recordings",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("session_id", ForeignKey("sessions.id"), nullable=False, index=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("record", Text, nullable=False),
)

candidates = Table(
    "candidates",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("session_id", ForeignKey("sessions.id"), nullable=False),
    Column("transcript", String(80), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("first_word", Integer, nullable=False),
    Column("record", Text, nullable=False),
    Index("ix_candidates_session_id_kind", "session_id", "kind"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("target_id", ForeignKey("candidates.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("reviewer", String(200), nullable=False, index=True),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    Column("record", Text, nullable=False),
    UniqueConstraint("target_id", "version"),
)

speaker_changes = Table(
    "speaker_changes",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("session_id", ForeignKey("sessions.id"), nullable=False, index=True),
    Column("transcript", String(80), nullable=False),
    Column("version", Integer, nullable=False),
    Column("reviewer", String(200), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("record", Text, nullable=False),
    UniqueConstraint("transcript", "version"),
)

releases = Table(
    "releases",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("components", JSON, nullable=False),
    Column("record", Text, nullable=False),
)
