# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The clear tables of the first layout."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "meta",
        sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("store", sa.LargeBinary(16), nullable=False),
        sa.Column("generation", sa.BigInteger, nullable=False),
        sa.Column("state", sa.LargeBinary(32), nullable=False),
        sa.Column("previous", sa.LargeBinary(32), nullable=False),
        sa.CheckConstraint("one = 1", name="one"),
    )
    op.create_table(
        "vault_item",
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False, index=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "subject_key",
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("subject", sa.LargeBinary(16), nullable=False),
        sa.Column("domain", sa.String(20), nullable=False),
        sa.Column("circle", sa.LargeBinary(16), nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("subject", "domain", "circle", "epoch"),
    )
    op.create_table(
        "record",
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("shelf", sa.String(20), nullable=False),
        sa.Column("subject", sa.LargeBinary(16), nullable=False, index=True),
        sa.Column("key", sa.LargeBinary(16), sa.ForeignKey("subject_key.id"), nullable=False),
        sa.Column("domain", sa.String(20), nullable=False),
        sa.Column("circle", sa.LargeBinary(16), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("layout", sa.Integer, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("week", sa.String(8), nullable=True),
        sa.Column("row_mac", sa.LargeBinary(32), nullable=False),
        sa.Column("blob", sa.LargeBinary, nullable=False),
        sa.Index(None, "domain", "shelf", "week"),
    )
    op.create_table(
        "head",
        sa.Column("circle", sa.LargeBinary(16), primary_key=True),
        sa.Column("domain", sa.String(20), primary_key=True),
        sa.Column("generation", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("writer", sa.LargeBinary(16), nullable=False),
        sa.Column("leaves", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("chain", sa.LargeBinary(16), primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("entry", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "tombstone",
        sa.Column("subject", sa.LargeBinary(16), primary_key=True),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("writer", sa.LargeBinary(16), nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
    )
