# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Closing and opening a case, and deleting a client, each with its dialog and its way back."""

from PySide6.QtWidgets import QWidget

from beratung.domain.errors import BeratungError
from beratung.domain.views import CaseView
from beratung.domain.work import Changes
from beratung.i18n import _, explain
from ui import jobs
from ui.screens.cases.closing import CloseCaseDialog, DeleteClientDialog
from ui.session import Place, Session


def close_case(session: Session, owner: QWidget, view: CaseView | None) -> None:
    """Ask for the reason and close a case."""
    if view is None or not view.case.is_open:
        return
    case, cases = view.case.id, session.centre.cases
    dialog = CloseCaseDialog(owner.window())

    def undo() -> None:
        jobs.run(owner, lambda: cases.reopen(case), _nothing)

    def done(_changes: Changes) -> None:
        session.toast(_("The case is closed."), undo)

    def on_accepted() -> None:
        reason, note, on = dialog.reason.value(), dialog.note.value(), dialog.on.value()
        jobs.run(owner, lambda: cases.close(case, reason, note, on), done)

    dialog.accepted.connect(on_accepted)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def reopen_case(session: Session, owner: QWidget, view: CaseView | None) -> None:
    """Open a closed case again."""
    if view is None or view.case.closing is None:
        return
    case, closing, cases = view.case.id, view.case.closing, session.centre.cases

    def undo() -> None:
        jobs.run(owner, lambda: cases.close(case, closing.reason, closing.note, closing.on), _nothing)

    def done(_changes: Changes) -> None:
        session.toast(_("The case is open again."), undo)

    jobs.run(owner, lambda: cases.reopen(case), done)


def delete_client(session: Session, owner: QWidget, view: CaseView | None) -> None:
    """Say what is destroyed, let a second person agree where one is needed, and delete."""
    if view is None:
        return
    centre, client = session.centre, view.client.id

    def show(needs_second: bool) -> None:
        dialog = DeleteClientDialog(
            owner.window(),
            notes=len(view.consultations),
            letters=len(view.letters),
            needs_second=needs_second,
        )
        dialog.on_confirmed(lambda: confirm(dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def confirm(dialog: DeleteClientDialog) -> None:
        user, password = dialog.user.value(), dialog.secret()
        dialog.do.setEnabled(False)

        def work() -> Changes:
            second = centre.confirm_second(user, password) if dialog.needs_second else None
            return centre.clients.delete(client, second=second)

        def done(_changes: Changes) -> None:
            dialog.accept()
            session.go(Place("cases"))
            session.toast(_("The person and everything about them is deleted."))

        def failed(error: BeratungError) -> None:
            dialog.refuse(explain(error))

        jobs.run(owner, work, done, failed)

    jobs.run(owner, centre.clients.needs_second, show)


def _nothing(_result: object) -> None:
    """Go on: the screens hear of it by the bus."""
