# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Changes, behind the first screen, the keys that somebody who left still knows, where this user may."""

from beratung.domain.rotation_views import Rotated
from beratung.i18n import _
from ui import jobs
from ui.session import Session


def change_due_keys(session: Session) -> None:
    """Look whether keys are due that this user can change, and change them; the window stays alive meanwhile."""
    rotation = session.centre.rotation

    def begin(is_due: bool) -> None:
        if not is_due:
            return
        busy = session.busy(_("Changing keys"))

        def done(outcome: Rotated) -> None:
            busy.finish()
            is_changed = outcome.domains or outcome.clients or outcome.is_storage_new
            if is_changed and not outcome.left:
                session.toast(_("Keys that somebody who left still knew are changed."))

        def failed(_error: object) -> None:
            busy.finish()  # it stays due; Administration says so, and the next unlock tries again

        jobs.run(session, lambda: rotation.run(busy.progress), done, failed, pool=jobs.side_pool())

    jobs.run(session, rotation.is_due_here, begin, lambda _error: None)
