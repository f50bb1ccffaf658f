# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Interpreters' files in the window: saved whole, refused beside the field, kept apart from clients."""

from datetime import date
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from beratung.domain.appointments import Absence
from beratung.domain.interpreting import (
    Certificate,
    ExclusionReason,
    FeeModel,
    InterpreterFile,
    InterpreterKind,
    OfferState,
    SpokenLanguage,
    WeeklyTime,
)
from beratung.domain.people import Gender
from beratung.domain.planning import Mode
from beratung.i18n import _
from tests.appointments.interpreting_kit import a_file, replace
from tests.ui.interpreters_kit import Room
from tests.ui.shell import settle
from ui.screens.cases.screen import CasesScreen
from ui.screens.interpreters.exclusions_card import ExcludedInterpreters
from ui.session import Place

WHOLE = InterpreterFile(
    id=UUID(int=7), subject=UUID(int=7), name="Muster Vollständig", phone="0391 000000",
    email="muster@example.org", gender=Gender.D,
    languages=(
        SpokenLanguage(code="ar", dialects=("Levantinisch", "Badawi"), level="C1", may_read=True),
        SpokenLanguage(code="fa", level="", may_read=False),
    ),
    modes=(Mode.VIDEO, Mode.SITE), municipality="15003000", regions=("15003",), travel_minutes=25,
    weekly=(WeeklyTime(weekday=1, start=480, end=720), WeeklyTime(weekday=4, start=780, end=1080)),
    max_hours=12, lead_days=3, topics_refused=(), certificates=(Certificate(name="Zertifikat", on=date(2020, 5, 4)),),
    is_sworn=False, pledged_on=date(2026, 1, 5), born_year=1979, is_active=True,
    fee=FeeModel(cents=1250, unit_minutes=45, job_cents=500, km_cents=30, note="erfunden"), note="Nur vormittags",
)  # fmt: skip


def test_a_file_that_is_only_looked_at_does_not_change(qtbot: QtBot) -> None:
    room = Room(qtbot)
    stored = room.store(WHOLE)
    part = room.people()
    for file in (stored, *room.service.pools()):
        part.form.fill(file)
        assert part.form.file(file) == file


def test_what_is_typed_is_saved_with_everything_else_kept(qtbot: QtBot) -> None:
    room = Room(qtbot)
    part = room.people()
    part.form.phone.setText("0391 123")
    part.form.phone.textEdited.emit("0391 123")
    assert part.bar.isVisible()
    row = part.form.languages.add()
    row.set_value(SpokenLanguage(code="ti", dialects=("Asmara",), level="B2"))
    room.shown().save()
    settle()
    stored = room.service.file(room.mine.id)
    assert stored.phone == "0391 123"
    assert stored.languages[-1] == SpokenLanguage(code="ti", dialects=("Asmara",), level="B2")
    assert stored.weekly == room.mine.weekly
    assert not part.bar.isVisible()
    room.undo()
    assert room.service.file(room.mine.id).phone == room.mine.phone
    assert part.form.phone.value() == room.mine.phone


@pytest.mark.parametrize("field", ["travel", "born_year", "max_hours"])
def test_a_number_that_cannot_be_is_said_beside_its_field(qtbot: QtBot, field: str) -> None:
    room = Room(qtbot)
    part = room.people()
    box = getattr(part.form, field)
    box.setText("99999")
    box.textEdited.emit("99999")
    assert not part.save()
    settle()
    assert box.shows_problem()
    assert room.service.file(room.mine.id) == room.mine


def test_overlapping_times_are_refused_where_they_stand(qtbot: QtBot) -> None:
    room = Room(qtbot)
    part = room.people()
    row = part.form.weekly.add()
    row.set_value(WeeklyTime(weekday=0, start=600, end=540))
    part.form.weekly.changed.emit()
    assert not part.save()
    assert row.problem() == _("The end must lie after the start.")
    row.set_value(WeeklyTime(weekday=0, start=600, end=660))
    assert part.save()
    settle()
    assert part.form.never.isVisible()
    assert not room.trouble()
    assert part.is_dirty
    assert room.service.file(room.mine.id) == room.mine


def test_an_account_has_one_file(qtbot: QtBot) -> None:
    room = Room(qtbot)
    room.store(a_file("Muster Zweite", user=room.centre.user.id))
    part = room.people()
    part.choose(str(room.mine.id))
    settle()
    part.form.user.set_value(room.centre.user.id)
    part.form.user.changed.emit()
    part.save()
    settle()
    field = part.form._places["user"]
    assert "Konto" in field.message.text() or "account" in field.message.text()  # type: ignore[union-attr]
    assert room.service.file(room.mine.id).user is None


def test_a_file_needs_a_name(qtbot: QtBot) -> None:
    room = Room(qtbot)
    part = room.people()
    part.card.person_button.click()
    settle()
    part.form.phone.setText("0391 1")
    part.form.changed.emit()
    assert not part.save()
    assert not room.shown().may_leave()
    part.form.text.setText("Neue Stimme")
    assert part.save()
    settle()
    assert {file.name for file in room.service.all()} == {"Probe Stimme", "Neue Stimme"}
    assert part._base is not None
    assert part._base.version == 1
    assert part.excluded.isVisible()


def test_going_elsewhere_saves_and_something_wrong_keeps_one_here(qtbot: QtBot) -> None:
    room = Room(qtbot)
    other = room.store(a_file("Muster Andere"))
    part = room.people()
    part.choose(str(other.id))
    settle()
    part.form.note.set_value("Ruft zurück")
    part.form.changed.emit()
    part.choose(str(room.mine.id))
    settle()
    assert room.service.file(other.id).note == "Ruft zurück"
    assert part._base is not None
    assert part._base.id == room.mine.id
    part.form.text.setText("")
    part.form.changed.emit()
    screen = room.shown()
    screen.show_part("requests")
    assert screen.current_place().tab == "people"
    part.discard()
    screen.show_part("requests")
    assert screen.current_place().tab == "requests"


def test_two_people_change_different_things_and_both_stay(qtbot: QtBot) -> None:
    room = Room(qtbot)
    part = room.people()
    part.form.note.set_value("Mein Wort")
    part.form.changed.emit()
    room.store(replace(room.mine, phone="0391 777"))
    part.save()
    settle()
    settle()
    stored = room.service.file(room.mine.id)
    assert (stored.note, stored.phone) == ("Mein Wort", "0391 777")


def test_two_people_change_the_same_and_the_second_decides(qtbot: QtBot) -> None:
    room = Room(qtbot)
    part = room.people()
    part.form.phone.set_value("0391 111")
    part.form.changed.emit()
    room.store(replace(room.mine, phone="0391 777", email="neu@example.org"))
    part.save()
    settle()
    settle()
    assert room.service.file(room.mine.id).phone == "0391 777"
    field = part.form._places["phone"]
    assert field.message.text() == _(  # type: ignore[union-attr]
        "Somebody else has changed this meanwhile. Save again to keep yours."
    )
    assert part.form.email.value() == "neu@example.org"
    part.save()
    settle()
    stored = room.service.file(room.mine.id)
    assert (stored.phone, stored.email) == ("0391 111", "neu@example.org")


def test_without_a_pledge_it_is_said_in_list_and_form(qtbot: QtBot) -> None:
    room = Room(qtbot, pledged_on=None)
    part = room.people()
    assert part.form.pledge.isVisible()
    assert part.card.list.model().index(1, 0).data(257).sign.word == "no pledge"
    part.form.pledged.set_value(date(2026, 10, 1))
    part.form.pledged.changed.emit()
    assert not part.form.pledge.isVisible()


def test_who_is_not_asked_any_more_is_folded_away(qtbot: QtBot) -> None:
    room = Room(qtbot)
    gone = room.store(a_file("Muster Früher", is_active=False))
    part = room.people()
    assert part.card.model.shown_keys() == (str(room.mine.id),)
    assert part.card.model.is_folded(str(gone.id))


def test_a_known_service_is_taken_over_once(qtbot: QtBot) -> None:
    room = Room(qtbot)
    part = room.people()
    [known] = room.service.pools()
    menu = part.card.build_services()
    assert menu.actions()[0].text() == known.name
    menu.actions()[0].trigger()
    settle()
    assert not part.form.languages.isVisible()
    assert part.form.listed.codes() == tuple(spoken.code for spoken in known.languages)
    part.save()
    settle()
    stored = room.service.file(known.id)
    assert (stored.kind_of, stored.source) == (InterpreterKind.POOL, known.source)
    assert [action.text() for action in part.card.build_services().actions()] == [_("Another service …")]


def test_removing_is_asked_once_and_refused_while_booked(qtbot: QtBot) -> None:
    room = Room(qtbot)
    request = room.requested()
    room.service.book_directly(request.id, room.mine.id)
    part = room.people()
    part.ask_removal()
    assert part.dialog is not None
    part.dialog.do.click()
    settle()
    assert part.dialog.refused.isVisible()
    part.dialog.reject()
    room.service.exclude(request.subject, room.mine.id, ExclusionReason.WISH)
    part.ask_removal()
    part.dialog.do.click()
    settle()
    assert room.service.all() == ()
    assert not part.side.isVisible()


def test_absences_are_entered_and_removed(qtbot: QtBot) -> None:
    room = Room(qtbot)
    part = room.people()
    card = part.absences
    card.enter()
    assert card.fields[0].problem()
    card.first.set_value(date(2026, 11, 12))
    card.last.set_value(date(2026, 11, 10))
    card.enter()
    assert card.fields[1].problem()
    card.last.set_value(date(2026, 11, 13))
    card.enter()
    settle()
    found: tuple[Absence, ...] = room.service.absences(room.mine.id)
    assert [(one.end - one.start).days for one in found] == [2]
    assert len(card.lines.removers) == 1
    card.lines.removers[0].click()
    settle()
    assert room.service.absences(room.mine.id) == ()
    room.undo()
    assert len(room.service.absences(room.mine.id)) == 1


# Exclusions.


def test_an_exclusion_takes_offers_back_and_can_be_undone(qtbot: QtBot) -> None:
    room = Room(qtbot)
    request = room.requested()
    room.service.offer(request.id, [room.mine.id])
    card = room.people().excluded
    card.enter()
    assert card.field.problem()
    card.picker.set_code(str(room.person().client))
    card.reason.set_value(ExclusionReason.FAMILY)
    card.enter()
    settle()
    assert room.service.excluded_clients(room.mine.id) == {room.person().client: ExclusionReason.FAMILY}
    assert [offer.state for offer in room.request(request).offers] == [OfferState.WITHDRAWN]
    assert len(card.lines.removers) == 1
    room.undo()
    assert room.service.excluded_clients(room.mine.id) == {}
    assert card.lines.removers == []


def test_a_client_is_found_by_typing(qtbot: QtBot) -> None:
    room = Room(qtbot)
    card = room.people().excluded
    found: list[str] = []
    card._ask(room.person().name, lambda choices: found.extend(choice.code for choice in choices))
    settle()
    assert str(room.person().client) in found


def test_the_case_says_who_shall_not_interpret(qtbot: QtBot) -> None:
    room = Room(qtbot)
    row = room.person()
    room.workspace.go(Place("cases", case=row.case, tab="appointments"))
    settle()
    screen = room.workspace.shown()
    assert isinstance(screen, CasesScreen)
    [card] = screen.findChildren(ExcludedInterpreters)
    assert card.isVisible()
    card.picker.set_code(str(room.mine.id))
    card.enter()
    settle()
    assert room.service.exclusions(row.client) == {room.mine.id: ExclusionReason.WISH}
    card.lines.removers[0].click()
    settle()
    assert room.service.exclusions(row.client) == {}
    room.undo()
    assert room.service.exclusions(row.client) == {room.mine.id: ExclusionReason.WISH}


def test_locking_saves_what_was_typed_and_forgets_everybody(qtbot: QtBot) -> None:
    room = Room(qtbot)
    part = room.people()
    part.form.note.set_value("Kurz vor dem Sperren")
    part.form.changed.emit()
    part.session.about_to_lock.emit()
    assert room.service.file(room.mine.id).note == "Kurz vor dem Sperren"
    assert part.form.text.value() == ""
    assert part.card.model.shown_keys() == ()
