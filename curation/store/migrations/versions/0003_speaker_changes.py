"""Changes of who speaks: a table of their own, append-only like the decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "speaker_changes",
        sa.Column("position", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("transcript", sa.String(80), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("reviewer", sa.String(200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_speaker_changes"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_speaker_changes_session_id_sessions"
        ),
        sa.UniqueConstraint("id", name="uq_speaker_changes_id"),
        sa.UniqueConstraint("transcript", "version", name="uq_speaker_changes_transcript_version"),
    )
    op.create_index("ix_speaker_changes_session_id", "speaker_changes", ["session_id"])
