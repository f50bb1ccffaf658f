# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Makes a demo centre: a real one with real keys, and people who do not exist."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import chain
from pathlib import Path
from uuid import UUID

import msgspec

from beratung.centre.centre import Centre
from beratung.centre.clock import StandingClock, SystemClock
from beratung.centre.demo_calendar import add_calendar
from beratung.centre.demo_interpreting import add_interpreting
from beratung.centre.errors import NotADemo, TooManyCases
from beratung.centre.place import CENTRE_FILE, KEYS, read_info
from beratung.centre.recovering import Recovering
from beratung.centre.settings import Settings
from beratung.demo import COUNSELLOR, Household, households
from beratung.demo.post import POSTINGS
from beratung.demo.showcase import SITUATIONS
from beratung.domain.base import Role
from beratung.domain.cases import ReferralOutcome
from beratung.domain.errors import BeratungError
from beratung.domain.letters import Letterhead
from beratung.domain.people import Client, NameKind
from beratung.domain.work import Clock
from beratung.vault import FOUNDER_ROLES, KdfCost

PASSWORD = "demo-demo-demo"  # noqa: S105 - the demo's password is public on purpose
ADMIN, SUPERVISOR, INTERPRETER = "verwaltung", "leitung", "sprachmittler"
USERS: dict[str, Role] = {
    COUNSELLOR: Role.COUNSELLOR,
    INTERPRETER: Role.SPRACHMITTLER,
    SUPERVISOR: Role.SUPERVISOR,
    ADMIN: Role.ADMIN,
}
MOST_CASES = 200_000
_BATCH = 2_000
"""Records that are stored in one transaction."""

LETTERHEAD = Letterhead(
    agency="Beispielzentrum für Beratung",
    department="Migrationsberatung für erwachsene Zugewanderte",
    street="Musterstraße 1",
    postal_code="39104",
    town="Magdeburg",
    phone="0391 000000",
    email="beratung@example.org",
    footer=("Dies ist eine Übungsumgebung: alle Personen sind erfunden.",),
)


class Demo(msgspec.Struct, frozen=True):
    """A demo that was made."""

    folder: Path
    cases: int
    records: int
    first_case: UUID | None
    """Amal Musterfrau's case, where there are cases at all."""


Progress = Callable[[int, int], None]
"""Called with the cases that are made, and how many there will be."""


def make_demo(
    folder: Path | str,
    cases: int,
    seed: int,
    progress: Progress | None = None,
    *,
    on: date | None = None,
) -> Demo:
    """Make a synthetic centre in an empty folder, or in place of a demo; the same people for the same seed.

    ``on`` is the day on which all is as the demo shows it; None is today. Users are those of ``USERS``.

    Raises:
        NotADemo, FolderNotEmpty: the folder holds something else; nothing was touched.
    """
    if not 0 <= cases <= MOST_CASES:
        raise TooManyCases(place="cases", low=0, high=MOST_CASES)
    target = Path(folder).expanduser().absolute()
    _clear(target)
    clock: Clock = StandingClock(on) if on is not None else SystemClock()
    centre, sheet = Centre.create(
        target,
        name="Beispielzentrum",
        user=COUNSELLOR,
        password=PASSWORD,
        roles=FOUNDER_ROLES,
        is_demo=True,
        cost=KdfCost.FLOOR,
        clock=clock,
    )
    try:
        centre.change_settings(Settings(letterhead=LETTERHEAD))
        made, showcase = _fill(centre, target, (cases, seed), progress)
        _send_letters(centre, showcase)
        _add_users(centre, target)
        add_calendar(centre, seed)
        account = next(user.id for user in centre.users() if user.name == INTERPRETER)
        add_interpreting(
            centre,
            account,
            seed,
            lambda: Centre.open(target, user=INTERPRETER, password=PASSWORD, clock=clock),
        )
        centre.facts.fill()
    finally:
        centre.lock()
    _hand_over(target, clock, sheet.code)
    return made


def _clear(folder: Path) -> None:
    """Remove a demo that stands in the way; anything else stays, and check_new refuses it.

    That it is a demo is believed only where its public password opens it.
    """
    if not (folder / CENTRE_FILE).exists():
        return
    if not read_info(folder).is_demo:
        raise NotADemo(place=str(folder))
    try:
        Centre.open(folder, user=ADMIN, password=PASSWORD).lock()
    except BeratungError:
        raise NotADemo(place=str(folder)) from None
    for path in folder.glob("beratung.*"):
        with suppress(FileNotFoundError):
            path.unlink()
    shutil.rmtree(folder / KEYS)
    (folder / CENTRE_FILE).unlink()


def _batches(found: Iterator[Household]) -> Iterator[list[Household]]:
    batch: list[Household] = []
    size = 0
    for household in found:
        batch.append(household)
        size += len(household.records)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _fill(
    centre: Centre, folder: Path, size: tuple[int, int], progress: Progress | None
) -> tuple[Demo, dict[str, UUID]]:
    """Store everybody; also return the showcase's cases by the client's family name."""
    cases, seed = size
    offers = frozenset(offer.id for offer in centre.offers.catalogue())
    today = centre.clock.today()
    done = stored = 0
    first: UUID | None = None
    showcase: dict[str, UUID] = {}
    for batch in _batches(households(cases, seed, today, centre.codes, offers)):
        records = list(chain.from_iterable(household.records for household in batch))
        if first is None:
            first, showcase = records[1].id, _by_family(batch[: len(SITUATIONS)])
        centre.store_records(records)
        stored += len(records)
        done += sum(household.cases for household in batch)
        if progress is not None:
            progress(done, cases)
    return Demo(folder, done, stored, first), showcase


def _by_family(showcase: Sequence[Household]) -> dict[str, UUID]:
    found = {}
    for client, case, *_rest in (household.records for household in showcase):
        if isinstance(client, Client):
            found[client.name(NameKind.FAMILY)] = case.id
    return found


def _send_letters(centre: Centre, showcase: Mapping[str, UUID]) -> None:
    """Issue the letters of the showcase as a counsellor does, and note what became of them."""
    for posting in POSTINGS:
        case = showcase.get(posting.family)
        if case is None:
            continue
        plan = centre.letters.plan_referral(
            case,
            centre.offers.offer(posting.offer),
            to_client=not posting.recipient,
            concern=posting.concern,
            recipient=posting.recipient or None,
            address=posting.address,
            enclosures=posting.enclosures,
        )
        issued = centre.letters.issue(plan, posting.fields)
        if posting.outcome is not ReferralOutcome.OPEN:
            referral = next(touched.id for touched in issued.changes.touched if touched.kind == "Referral")
            centre.cases.set_outcome(referral, posting.outcome)


def _add_users(centre: Centre, folder: Path) -> None:
    """Invite, accept and grant the others, each as a colleague would."""
    for name, role in USERS.items():
        if name != COUNSELLOR:
            invited = centre.invite(name, frozenset({role}))
            accepted = Centre.accept(folder, invited.file, PASSWORD, cost=KdfCost.FLOOR)
            centre.grant(name, accepted.fingerprint)


def _hand_over(folder: Path, clock: Clock, code: str) -> None:
    """Leave the founder only the role that her name says; the administration takes the others away.

    She knows the key of the trail, and nobody who is left may change it but the recovery sheet.
    """
    admin = Centre.open(folder, user=ADMIN, password=PASSWORD, clock=clock)
    try:
        admin.change_roles(COUNSELLOR, frozenset({Role.COUNSELLOR}))
    finally:
        admin.lock()
    with Recovering.open(folder, code, clock=clock) as opened:
        opened.rotation.run()
