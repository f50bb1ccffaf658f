# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The clear tables: all that the database can see.

Identifiers are 16 bytes, digests and MACs 32. Nothing personal is ever a column.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = LargeBinary(16)
Hash = LargeBinary(32)

meta = Table(
    "meta",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("store", Id, nullable=False),
    Column("generation", BigInteger, nullable=False),
    Column("state", Hash, nullable=False),
    Column("previous", Hash, nullable=False),
    CheckConstraint("one = 1", name="one"),
)
"""One row: the database's own id, how many commits it has seen, and the chained hash of all heads."""

vault_item = Table(
    "vault_item",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(40), nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
)
"""Users, grants, circles: signed and encoded by the vault."""

subject_key = Table(
    "subject_key",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subject", Id, nullable=False),
    Column("domain", String(20), nullable=False),
    Column("circle", Id, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    UniqueConstraint("subject", "domain", "circle", "epoch"),
)
"""One key per subject and domain, sealed under the circle's key; deleting it shreds."""

record = Table(
    "record",
    metadata,
    Column("id", Id, primary_key=True),
    Column("shelf", String(20), nullable=False),
    Column("subject", Id, nullable=False, index=True),
    Column("key", Id, ForeignKey("subject_key.id"), nullable=False, index=True),
    Column("domain", String(20), nullable=False),
    Column("circle", Id, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("layout", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("week", String(8), nullable=True),
    Column("row_mac", Hash, nullable=False),
    Column("blob", LargeBinary, nullable=False),
    Column("generation", BigInteger, nullable=False, server_default="0"),
    Index(None, "domain", "shelf", "week"),
    Index(None, "domain", "shelf", "generation"),
)
"""One sealed record per row; ``generation`` is the number of the commit that wrote it, 0 before layout 2."""

head = Table(
    "head",
    metadata,
    Column("circle", Id, primary_key=True),
    Column("domain", String(20), primary_key=True),
    Column("generation", BigInteger, nullable=False),
    Column("digest", Hash, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("writer", Id, nullable=False),
    Column("leaves", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
"""The state digest of each circle and domain, and of the common tables, with its last writer's signature."""

audit = Table(
    "audit",
    metadata,
    Column("chain", Id, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("entry", LargeBinary, nullable=False),
)
"""Sealed audit entries, one chain per user and device."""

tombstone = Table(
    "tombstone",
    metadata,
    Column("subject", Id, primary_key=True),
    Column("day", String(10), nullable=False),
    Column("writer", Id, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
"""Subjects that were shredded, so that no backup brings them back."""

slice_ = Table(
    "slice",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reader", Id, nullable=False, index=True),
    Column("writer", Id, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""What is sealed to one user's own keys (epoch 0), or to the inbox of a circle; signed by who wrote it."""

claim = Table(
    "claim",
    metadata,
    Column("value", Hash, primary_key=True),
    Column("booking", Id, nullable=False, index=True),
    Column("epoch", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""Five minutes of a person or room, taken by one booking; the database can compare them and read nothing."""

seen = Table(
    "seen",
    metadata,
    Column("user", Id, primary_key=True),
    Column("device", Id, primary_key=True),
    Column("incarnation", Integer, nullable=False),
    Column("generation", BigInteger, nullable=False),
    Column("state", Hash, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
"""The newest state that each user's program has seen, signed by him: on a server, for all to check."""

snapshot = Table(
    "snapshot",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("circle", Id, primary_key=True),
    Column("domain", String(20), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("generation", BigInteger, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""A list as it was after a commit, sealed under a random key of its own, which every deletion destroys."""
