# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the centres under ``fixtures`` hold, and how one of today's layout is made.

``python -m tests.store.fixtures_made NAME`` writes a new one; those that are there are never made again:
each shows that a file of its time opens for ever.
"""

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import msgspec

from beratung.domain.base import Record
from beratung.domain.cases import (
    Case,
    Consent,
    Consultation,
    Draft,
    Fact,
    Letter,
    LetterPaper,
    Referral,
    ReleaseField,
)
from beratung.domain.people import Birth, Client, Language, Name, NameKind
from beratung.store import Store
from beratung.vault import FOUNDER_ROLES, KdfCost, found
from tests.store.keyrings import NOW, PASSWORD

CLIENT = UUID("00000000-0000-4000-8000-000000000001")
DAY = date(2026, 11, 2)


def records() -> tuple[Record, ...]:
    """One record of each kind that there was when the first fixture was made; only ever added to."""

    def an_id(number: int) -> UUID:
        return UUID(int=CLIENT.int + number)

    case = an_id(1)
    return (
        Client(
            id=CLIENT,
            subject=CLIENT,
            names=(
                Name(text="Amal", kind=NameKind.GIVEN),
                Name(text="Musterfrau", kind=NameKind.FAMILY),
                Name(text="أمل", kind=NameKind.ORIGINAL_SCRIPT, script="Arab"),
            ),
            born=Birth(on=date(1992, 3, 14)),
            nationalities=("475",),
            languages=(Language(code="ar", spoken="C2", interpreter=True),),
        ),
        Case(
            id=case,
            subject=CLIENT,
            opened=DAY,
            facts={"minor_children": Fact(value=2, source="client", on=DAY)},
        ),
        Consultation(id=an_id(2), subject=CLIENT, case=case, on=DAY, minutes=45, text="Musternotiz", due=DAY),
        Consent(
            id=an_id(3),
            subject=CLIENT,
            case=case,
            recipient="Musterverein",
            fields=(ReleaseField.NAME,),
            given_on=DAY,
        ),
        Referral(id=an_id(4), subject=CLIENT, case=case, offer="musterangebot", on=DAY),
        Letter(
            id=an_id(5),
            subject=CLIENT,
            case=case,
            number=1,
            on=DAY,
            made_at=datetime(2026, 11, 2, 10, tzinfo=UTC),
            kind_of="referral",
            recipient="Musterverein",
            fields=(ReleaseField.NAME,),
            pdf=b"%PDF-muster",
        ),
        Draft(
            id=an_id(6),
            subject=CLIENT,
            form="note",
            content=b"{}",
            typed_at=datetime(2026, 11, 2, 10, tzinfo=UTC),
        ),
    )


def since_layout_2() -> tuple[Record, ...]:
    """What has a record of its own since the second fixture was made: the paper of a letter."""
    letter, paper = UUID(int=CLIENT.int + 7), UUID(int=CLIENT.int + 8)
    return (
        Letter(
            id=letter,
            subject=CLIENT,
            case=UUID(int=CLIENT.int + 1),
            number=2,
            on=DAY,
            made_at=datetime(2026, 11, 2, 10, tzinfo=UTC),
            kind_of="referral",
            recipient="Musterverein",
            fields=(ReleaseField.NAME,),
            paper=paper,
        ),
        LetterPaper(id=paper, subject=CLIENT, letter=letter, pdf=b"%PDF-muster"),
    )


def expected(layout: str) -> tuple[Record, ...]:
    """What a fixture holds, as stored."""
    found = records() if layout == "layout-1" else (*records(), *since_layout_2())
    return tuple(msgspec.structs.replace(record, version=1) for record in found)


def make(folder: Path) -> None:
    """Make a centre with these records."""
    founded = found(user="beraterin", password=PASSWORD, roles=FOUNDER_ROLES, now=NOW, cost=KdfCost.FLOOR)
    store = Store.create(folder, founded.storage_key)
    with store.together():
        founded.write(store, folder / "keys")
    store.attach(founded.open(store, UUID(int=1)))
    with store.work() as work:
        for record in (*records(), *since_layout_2()):
            work.put(record)
        work.commit()
    store.close()
    (folder / "beratung.lock").unlink()


if __name__ == "__main__":
    make(Path(__file__).with_name("fixtures") / sys.argv[1])
