"""Doses among the candidates.

`candidates` holds any kind, so no table changes; the number makes programs that do not know
doses refuse the database rather than fail on one of them. The index serves the queries for
the candidates of one kind, of which a session now has three.
"""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index("ix_candidates_session_id_kind", "candidates", ["session_id", "kind"])
    op.drop_index("ix_candidates_session_id", "candidates")
