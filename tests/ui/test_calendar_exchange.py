# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Other calendars in the window: files in and out, and publishing to a server that the test starts."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from beratung.domain.appointments import Appointment, AppointmentKind
from tests.appointments.exchange.radicale import ACCOUNT, PASSWORD, Server, radicale
from tests.ui.audit import assert_accessible
from tests.ui.calendar_kit import CalendarDesk
from tests.ui.shell import settle
from ui import jobs
from ui.screens.calendar.exchange_card import TITLES, ExchangeCard, Part
from ui.screens.calendar.screen import CalendarScreen
from ui.widgets.buttons import PrimaryButton

NINE, TEN = 9 * 60, 10 * 60
FILE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Beispiel//DE
BEGIN:VEVENT
UID:eins@beispiel
DTSTART;TZID=Europe/Berlin:20261124T140000
DTEND;TZID=Europe/Berlin:20261124T150000
SUMMARY:Teamrunde Beispiel
END:VEVENT
BEGIN:VEVENT
UID:zwei@beispiel
DTSTART:20261125T140000
DTEND:20261125T150000
SUMMARY:Ohne Zone
END:VEVENT
BEGIN:VEVENT
UID:drei@beispiel
DTSTART:morgen
SUMMARY:Kaputt
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def desk(qtbot: QtBot) -> CalendarDesk:
    """An open window on a Monday."""
    return CalendarDesk(qtbot)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """An empty calendar on a server of its own."""
    with radicale(tmp_path) as started:
        yield started


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A calendar file with two entries that can be taken and one that cannot."""
    path = tmp_path / "fremd.ics"
    path.write_text(FILE.replace("\n", "\r\n"), encoding="utf-8")
    return path


def wait() -> None:
    """Wait for what runs in other processes and on a server."""
    settle(60)


def card(desk: CalendarDesk, part: Part) -> tuple[CalendarScreen, ExchangeCard]:
    """Open the card by the menu of the bar."""
    screen = desk.open()
    menu = screen.bar.build_menu()
    menu.actions()[list(Part).index(part)].trigger()
    settle()
    assert screen.side.currentWidget() is screen.side.exchange
    return screen, screen.side.exchange


def words(root: QWidget) -> str:
    """Everything that can be read there."""
    return "\n".join(w.text() for w in root.findChildren(QLabel) if w.isVisibleTo(root))


def foreign(desk: CalendarDesk) -> list[str]:
    """Titles of what came from other calendars."""
    with desk.centre.records.work() as work:
        found = [one for one in work.all(Appointment) if one.kind_of is AppointmentKind.FOREIGN]
    return sorted(one.title for one in found)


# -- the card ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", list(Part))
def test_every_part_is_reached_by_menu_and_palette_and_left_by_esc(desk: CalendarDesk, part: Part) -> None:
    screen, box = card(desk, part)
    assert box.part is part
    assert [p for p, widget in box.parts.items() if widget.isVisible()] == [part]
    assert_accessible(screen)
    filled = [
        b for b in screen.findChildren(PrimaryButton) if b.isVisible() and b.property("kind") == "primary"
    ]
    assert len(filled) <= 1
    assert screen.go_back()
    assert screen.side.currentWidget() is screen.side.who
    assert screen.new_button.property("kind") == "primary"
    command = next(c for c in screen.commands() if c.id == f"calendar-{part}")
    assert command.title == TITLES[part]
    command.run()
    settle()
    assert (screen.side.currentWidget(), box.part) == (box, part)


def test_the_open_form_is_not_lost_for_it(desk: CalendarDesk) -> None:
    screen = desk.open()
    screen.book_now()
    settle()
    screen.side.show_exchange(Part.SAVE)
    assert screen.side.is_booking
    assert "first" in desk.said() or "zuerst" in desk.said()


def test_locking_forgets_what_was_typed_and_read(desk: CalendarDesk, file: Path) -> None:
    _screen, box = card(desk, Part.TAKE)
    box.taking.look_at(file)
    wait()
    box.publishing.address.set_value("https://kalender.example.org/ich/woche/")
    box.publishing.password.setText("geheim")
    desk.workspace.session.about_to_lock.emit()
    assert box.taking.trial is None
    assert (box.publishing.address.value(), box.publishing.password.text()) == ("", "")
    assert "Ohne Zone" not in words(box)


# -- taking over -----------------------------------------------------------------------------------------------


def test_a_file_is_tried_first_and_then_taken_over_and_taken_back(desk: CalendarDesk, file: Path) -> None:
    screen, box = card(desk, Part.TAKE)
    part = box.taking
    assert part.take_button.isHidden()
    assert part.rest.isHidden()
    part.look_at(file)
    wait()
    assert not foreign(desk)
    assert part.trial is not None
    assert (part.trial.added, len(part.trial.refused), len(part.trial.guessed)) == (2, 1, 1)
    read = words(part)
    assert "18" in read
    assert "Europe/Berlin" in read
    assert_accessible(screen)
    part.take_button.click()
    wait()
    assert foreign(desk) == ["Ohne Zone", "Teamrunde Beispiel"]
    assert part.take_button.isHidden()
    assert not part.rest.isHidden()
    assert "2" in desk.said()
    desk.undo()
    wait()
    assert not foreign(desk)
    assert part.rest.isHidden()


def test_only_the_times_are_kept_where_that_is_ticked(desk: CalendarDesk, file: Path) -> None:
    part = card(desk, Part.TAKE)[1].taking
    part.look_at(file)
    wait()
    part.only_times.click()
    wait()
    part.take_button.click()
    wait()
    with desk.centre.records.work() as work:
        stored = [one for one in work.all(Appointment) if one.kind_of is AppointmentKind.FOREIGN]
    assert len(stored) == 2
    assert not any(word in one.foreign + one.title for one in stored for word in ("Teamrunde", "Ohne Zone"))


def test_forgetting_asks_once(desk: CalendarDesk, file: Path) -> None:
    part = card(desk, Part.TAKE)[1].taking
    desk.centre.exchange.take_over(file.read_bytes())
    part.begin()
    settle()
    assert not part.rest.isHidden()
    part.forget_button.click()
    settle()
    assert len(foreign(desk)) == 2
    part.keep_button.click()
    assert part.drop_button.isHidden()
    part.forget_button.click()
    part.drop_button.click()
    wait()
    assert not foreign(desk)
    assert part.rest.isHidden()


def test_what_was_there_before_is_not_taken_back(desk: CalendarDesk, file: Path) -> None:
    part = card(desk, Part.TAKE)[1].taking
    desk.centre.exchange.take_over(file.read_bytes().replace(b"eins@", b"andere@"))
    part.look_at(file)
    wait()
    part.take_button.click()
    wait()
    assert len(foreign(desk)) == 3
    desk.undo()
    wait()
    assert len(foreign(desk)) == 3


@pytest.mark.parametrize("content", [b"\x00\xff nothing of the kind", None])
def test_what_is_no_calendar_is_refused_in_the_card(
    desk: CalendarDesk, tmp_path: Path, content: bytes | None
) -> None:
    part = card(desk, Part.TAKE)[1].taking
    path = tmp_path / "bild.ics"
    if content is not None:
        path.write_bytes(content)
    part.look_at(path)
    wait()
    assert part.take_button.isHidden()
    assert not desk.trouble()
    assert (part.summary if content is not None else part.problem).isVisible()
    assert part.choose_button.isEnabled()


# -- saving ------------------------------------------------------------------------------------------------------


def test_appointments_are_saved_without_a_name(desk: CalendarDesk, file: Path, tmp_path: Path) -> None:
    desk.a_time(NINE, day=1)
    desk.a_time(NINE, day=8)
    desk.centre.exchange.take_over(file.read_bytes())
    part = card(desk, Part.SAVE)[1].saving
    assert part.first.value() == desk.today
    part.last.set_value(desk.today + timedelta(days=6))
    before = part.leaves.text()
    target = tmp_path / "kalender.ics"
    part.save_at(target)
    wait()
    written = target.read_bytes().decode()
    assert written.count("BEGIN:VEVENT") == 1
    given, family = desk.people()[0][2].split(" ")[0], desk.people()[0][2].split(" ")[-1]
    assert given not in written
    assert family not in written
    assert "Teamrunde" not in written
    part.foreign.click()
    assert part.leaves.text() != before
    part.save_at(target)
    wait()
    assert "Teamrunde" in target.read_bytes().decode()


def test_what_is_wrong_with_the_days_stands_beside_them(desk: CalendarDesk, tmp_path: Path) -> None:
    part = card(desk, Part.SAVE)[1].saving
    target = tmp_path / "kalender.ics"
    for last in (None, desk.today - timedelta(days=1), desk.today + timedelta(days=800)):
        part.last.set_value(last)
        part.last.changed.emit()
        part.save_at(target)
        wait()
        assert part.last_field.problem(), last
        assert not target.exists()
    part.last.set_value(desk.today)
    part.last.changed.emit()
    part.save_at(tmp_path / "gibt" / "es" / "nicht.ics")
    wait()
    assert part.problem.isVisible()
    assert part.save_button.isEnabled()


# -- publishing --------------------------------------------------------------------------------------------------


def fill(box: ExchangeCard, server: Server, password: str = PASSWORD) -> None:
    """Type everything that is asked for."""
    part = box.publishing
    part.address.set_value(server.calendar)
    part.account.set_value(ACCOUNT)
    part.password.setText(password)


def change_there(server: Server, name: str) -> None:
    """Somebody else moves an entry on the server."""
    body = server.events()[name].replace(b"T100000", b"T170000").replace(b"T105000", b"T175000")
    assert server.ask("PUT", name, body) in {201, 204}


def name_there(desk: CalendarDesk, own: UUID) -> str:
    """The file of an appointment on the server."""
    return f"termin-{desk.centre.exchange.uid_of(own).partition('@')[0]}.ics"


def test_publishing_says_what_was_changed_there_and_overwrites_it_only_when_told(
    desk: CalendarDesk, server: Server
) -> None:
    moved, gone, _kept = (desk.a_time(TEN, day=day) for day in (0, 1, 2))
    screen, box = card(desk, Part.PUBLISH)
    part = box.publishing
    assert not part.known_buttons
    fill(box, server)
    part.publish_button.click()
    assert part.password.text() == ""
    assert not part.publish_button.isEnabled()
    wait()
    assert len(server.events()) == 3
    assert part.told.isVisible()
    assert part.force_button.isHidden()
    assert [button.toolTip() for button in part.known_buttons] == [server.calendar]
    assert_accessible(screen)

    change_there(server, name_there(desk, moved))
    assert server.ask("DELETE", name_there(desk, gone)) in {200, 204}
    part.password.setText(PASSWORD)
    part.publish_button.click()
    wait()
    assert b"T170000" in server.events()[name_there(desk, moved)]
    assert len(server.events()) == 2
    said = part.left.text()
    assert desk.centre.exchange.number_of(moved) in said
    assert desk.centre.exchange.number_of(gone) in said
    assert "10:00" in said
    assert part.force_button.isVisible()
    assert_accessible(screen)

    part.force_button.click()
    settle()
    assert part.password_field.problem()
    assert len(server.events()) == 2
    part.password.setText(PASSWORD)
    part.force_button.click()
    wait()
    assert len(server.events()) == 3
    assert b"T170000" not in server.events()[name_there(desk, moved)]
    assert part.force_button.isHidden()
    names = [name for _c, _k, name in desk.people()]
    stored = b"".join(server.files().values())
    assert not any(word.encode() in stored for name in names for word in name.split() if len(word) > 3)


def test_the_last_calendar_is_proposed_and_no_password(desk: CalendarDesk, server: Server) -> None:
    desk.a_time(TEN, day=0)
    _screen, box = card(desk, Part.PUBLISH)
    fill(box, server)
    box.publishing.publish_button.click()
    wait()
    box.publishing.clear()
    box.show_part(Part.PUBLISH)
    settle()
    assert (box.publishing.address.value(), box.publishing.account.value()) == (server.calendar, ACCOUNT)
    assert box.publishing.password.text() == ""


def test_what_the_server_refuses_stands_beside_its_field(desk: CalendarDesk, server: Server) -> None:
    desk.a_time(TEN, day=0)
    _screen, box = card(desk, Part.PUBLISH)
    part = box.publishing
    fill(box, server, "falsch")
    part.publish_button.click()
    wait()
    assert part.password_field.problem()
    assert part.password.text() == ""
    fill(box, server)
    part.address.set_value(server.url)
    part.calendar.set_value("gibt es nicht")
    part.publish_button.click()
    wait()
    assert part.calendar_field.problem()
    assert "--calendar" not in part.calendar_field.problem()
    assert not server.events()
    part.calendar.set_value("Meine Woche")
    part.password.setText(PASSWORD)
    part.publish_button.click()
    wait()
    assert len(server.events()) == 1
    assert not desk.trouble()


@pytest.mark.parametrize(
    "address", ["kalender", "http://kalender.example.org/ich/", "https://ich:geheim@kalender.example.org/"]
)
def test_an_address_to_which_no_password_may_go_is_refused_without_a_call(
    desk: CalendarDesk, address: str
) -> None:
    part = card(desk, Part.PUBLISH)[1].publishing
    part.address.set_value(address)
    part.account.set_value("ich")
    part.password.setText("geheim")
    part.publish_button.click()
    wait()
    assert part.address_field.problem()
    assert "--caldav" not in part.address_field.problem()


def test_nothing_is_called_while_something_is_missing(
    desk: CalendarDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    monkeypatch.setattr(desk.centre.exchange, "publish", lambda *_a, **_k: calls.append("called"))
    part = card(desk, Part.PUBLISH)[1].publishing
    fields = (part.address_field, part.account_field, part.password_field, part.weeks_field)
    for missing in range(4):
        part.address.set_value("https://kalender.example.org/ich/" if missing else "")
        part.account.set_value("ich" if missing != 1 else "")
        part.password.setText("geheim" if missing != 2 else "")
        part.weeks.set_value(2 if missing != 3 else None)
        part.publish_button.click()
        settle()
        assert fields[missing].problem()
    assert not calls


def test_publishing_can_be_stopped_and_goes_on_later(desk: CalendarDesk, server: Server) -> None:
    for day in range(4):
        desk.a_time(TEN, day=day)
    _screen, box = card(desk, Part.PUBLISH)
    part = box.publishing
    fill(box, server)
    put = desk.centre.exchange.publish

    def stop_after_two(*given: object, **more: object) -> object:
        told = more["progress"]

        def progress(done: int, total: int) -> None:
            if done == 2:
                part._stop.set()
            told(done, total)  # type: ignore[operator]

        return put(*given, **(more | {"progress": progress}))  # type: ignore[arg-type]

    desk.centre.exchange.publish = stop_after_two  # type: ignore[method-assign, assignment]
    part.publish_button.click()
    wait()
    assert part.problem.isVisible()
    assert len(server.events()) == 2
    desk.centre.exchange.publish = put  # type: ignore[method-assign]
    part.password.setText(PASSWORD)
    part.publish_button.click()
    wait()
    assert len(server.events()) == 4
    assert part.force_button.isHidden()


def test_the_password_is_forgotten_when_the_card_is_put_away(desk: CalendarDesk) -> None:
    screen, box = card(desk, Part.PUBLISH)
    box.publishing.password.setText("geheim")
    screen.go_back()
    settle()
    assert box.publishing.password.text() == ""
    assert not jobs.is_busy()
