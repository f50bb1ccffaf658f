# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Slices, claims of time, last seen states and snapshots of lists; records know the commit that wrote them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables, and the number of the commit to every record."""
    op.add_column("record", sa.Column("generation", sa.BigInteger, nullable=False, server_default="0"))
    op.create_index(None, "record", ["domain", "shelf", "generation"])
    op.create_table(
        "slice",
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("reader", sa.LargeBinary(16), nullable=False, index=True),
        sa.Column("writer", sa.LargeBinary(16), nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "claim",
        sa.Column("value", sa.LargeBinary(32), primary_key=True),
        sa.Column("booking", sa.LargeBinary(16), nullable=False, index=True),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "seen",
        sa.Column("user", sa.LargeBinary(16), primary_key=True),
        sa.Column("device", sa.LargeBinary(16), primary_key=True),
        sa.Column("incarnation", sa.Integer, nullable=False),
        sa.Column("generation", sa.BigInteger, nullable=False),
        sa.Column("state", sa.LargeBinary(32), nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "snapshot",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("circle", sa.LargeBinary(16), primary_key=True),
        sa.Column("domain", sa.String(20), nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("generation", sa.BigInteger, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
