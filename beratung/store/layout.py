# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The layout of the clear tables: made and brought up to date by Alembic, never touched if it is newer."""

from pathlib import Path

import sqlalchemy as sa

from beratung.store import errors
from beratung.store.engine import Database

LAYOUTS = ("0001", "0002", "0003")
"""Every layout there ever was, oldest first; written down so that opening need not load Alembic."""
SCRIPTS = Path(__file__).parent / "migrations"
_VERSION = sa.select(sa.column("version_num", sa.String())).select_from(sa.table("alembic_version"))


def prepare(database: Database, place: str) -> None:
    """Bring an existing database to the newest layout.

    Raises:
        NewerLayout: a newer version of the program has used it; nothing is changed.
        NoCentreHere: there are no tables of a centre.
    """
    with database.schema() as connection:
        layout = found(connection)
    if layout is None:
        raise errors.NoCentreHere(place=place)
    if layout == LAYOUTS[-1]:
        return
    if layout not in LAYOUTS:
        raise errors.NewerLayout
    with database.schema() as connection:
        upgrade(connection)


def found(connection: sa.Connection) -> str | None:
    """The layout of the tables, None where there are none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(_VERSION).scalar()


def upgrade(connection: sa.Connection, to: str = "head") -> None:
    """Run every script that is missing up to a layout, in the transaction that is open."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
