# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""``appointment import|export|file|sync`` on a real, encrypted centre."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import icalendar
import pytest

from beratung.centre import Centre
from beratung.domain.appointments import Appointment
from tests.appointments.exchange.radicale import ACCOUNT, radicale
from tests.appointments.exchange.radicale import PASSWORD as CALDAV_PASSWORD
from tests.appointments.exchange.test_files_out import starts
from tests.appointments.exchange.test_reading import PLAIN, calendar
from tests.cli.conftest import PASSWORD, Caller


def booked(folder: Path, start: datetime) -> UUID:
    """Store an appointment of the first client of the demo; returns its id."""
    centre = Centre.open(folder, user="beraterin", password=PASSWORD)
    try:
        row = next(row for row in centre.clients.roster() if row.case is not None)
        own = uuid4()
        centre.store_records(
            [
                Appointment(
                    id=own,
                    subject=row.client,
                    case=row.case,
                    start=start,
                    end=start.replace(minute=50),
                    people=(centre.user.id,),
                    title=row.name,
                    note=row.name,
                )
            ]
        )
    finally:
        centre.lock()
    return own


def test_a_file_comes_in_and_goes_out_again(work: Caller, tmp_path: Path) -> None:
    file = tmp_path / "kalender.ics"
    file.write_bytes(
        calendar(PLAIN + "\nX-FREMD:bleibt", "UID:kaputt", "UID:z\nDTSTART;TZID=Nirgendwo:20261124T100000")
    )
    done = work("appointment", "import", file, "--json")
    assert done.code == 0
    assert (done.json["imported"], done.json["added"]) == (2, 2)
    assert [entry["line"] for entry in done.json["rejected"]] == [9]
    assert [entry["line"] for entry in done.json["guessed"]] == [14]
    assert "Europe/Berlin" in done.json["guessed"][0]["what"]
    again = work("appointment", "import", file, "--json")
    assert (again.json["added"], again.json["unchanged"]) == (0, 2)
    out = tmp_path / "aus.ics"
    done = work(
        "appointment", "export", "--out", out, "--from", "2026-11-01", "--until", "2026-12-31", "--json"
    )
    assert done.code == 0
    assert b"X-FREMD:bleibt" in out.read_bytes()
    assert done.json["entries"] >= 2
    icalendar.Calendar.from_ical(out.read_bytes())


def test_an_import_into_a_colleagues_calendar_and_a_trial(work: Caller, tmp_path: Path) -> None:
    file = tmp_path / "kalender.ics"
    file.write_bytes(calendar(PLAIN))
    assert work("appointment", "import", file, "--dry-run", "--json").json["dry_run"] is True
    assert work("appointment", "import", file, "--json").json["added"] == 1
    assert work("appointment", "import", file, "--person", "leitung", "--json").json["added"] == 1
    assert work("appointment", "import", file, "--person", "niemand").code == 2
    assert work("appointment", "forget", "--json").json == {"removed": 1}
    assert work("appointment", "forget", "--json").json == {"removed": 0}
    assert work("appointment", "forget", "--person", "leitung", "--json").json == {"removed": 1}


def test_a_file_that_is_none_is_refused_with_a_sentence(work: Caller, tmp_path: Path) -> None:
    file = tmp_path / "kalender.ics"
    file.write_bytes(b"\x00\x01kein Kalender")
    done = work("appointment", "import", file)
    assert done.code == 1
    assert "This is no calendar file." in done.out
    assert work("appointment", "import", tmp_path / "fehlt.ics").code == 2


def test_one_appointment_goes_into_the_clients_own_hand(work: Caller, demo: Path, tmp_path: Path) -> None:
    own = booked(demo, datetime(2026, 11, 24, 9, tzinfo=UTC))
    out = tmp_path / "termin.ics"
    done = work("appointment", "file", own, "--out", out, "--json")
    assert (done.code, done.json["appointment"]) == (0, str(own))
    assert starts(out.read_bytes()) == [datetime(2026, 11, 24, 9, tzinfo=UTC)]
    assert work("appointment", "file", uuid4(), "--out", out).code == 1
    assert work("appointment", "file", own, "--out", tmp_path / "fehlt" / "t.ics").code == 1


def test_a_week_is_published_and_what_changed_there_is_said(
    work: Caller, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked(demo, datetime(2027, 3, 2, 9, tzinfo=UTC))
    secret = tmp_path / "geheim"
    secret.write_text(CALDAV_PASSWORD + "\n", encoding="utf-8")
    common = ("--account", ACCOUNT, "--from", "2027-03-01", "--json")
    with radicale(tmp_path) as server:
        call = ("appointment", "sync", "--caldav", server.calendar, *common)
        done = work(*call, "--caldav-password-file", secret)
        assert (done.code, done.json["added"]) == (0, 1)
        (name,) = server.events()
        server.ask("DELETE", name)
        monkeypatch.setenv("BERATUNG_CALDAV_PASSWORD", CALDAV_PASSWORD)
        done = work(*call)
        assert done.code == 1
        assert len(done.json["deleted_there"]) == 1
        assert (work(*call, "--force").code, len(server.events())) == (0, 1)
        monkeypatch.setenv("BERATUNG_CALDAV_PASSWORD", "falsch")
        done = work(*call)
        assert done.code == 1
        assert done.err.count("\n") == 1
    away = work(*call)
    assert away.code == 1
    assert "127.0.0.1" not in away.err


def test_a_slip_is_made_in_the_clients_language(work: Caller, demo: Path, tmp_path: Path) -> None:
    own = booked(
        demo, datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=3)
    )
    centre = Centre.open(demo, user="beraterin", password=PASSWORD)
    case = next(row.case for row in centre.clients.roster() if row.case is not None)
    centre.lock()
    out = tmp_path / "termin.pdf"
    common = ("letter", "handout", "appointment", case, "--out", out)
    done = work(*common, "--language", "ar", "--appointment", own, "--json")
    assert (done.code, done.json["appointment"]) == (0, str(own))
    assert out.read_bytes().startswith(b"%PDF")
    assert work(*common, "--language", "gsg").code == 2
    assert work("letter", "handout", "consent", case, "--out", out).code == 2
    assert work(*common, "--appointment", uuid4()).code == 1


def test_without_a_password_nothing_is_called(work: Caller) -> None:
    done = work("appointment", "sync", "--caldav", "http://127.0.0.1:9/")
    assert done.code == 2
    assert "--caldav-password-file" in done.err
    assert work("appointment", "sync", "--caldav", "http://kalender.example/").code == 2


def test_who_is_no_counsellor_exchanges_nothing(work: Caller, tmp_path: Path) -> None:
    file = tmp_path / "kalender.ics"
    file.write_bytes(calendar(PLAIN))
    assert work("appointment", "import", file, "--user", "verwaltung").code == 1
    assert not (tmp_path / "aus.ics").exists()
