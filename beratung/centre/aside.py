# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Drafts that could not be kept because the server was away: they wait beside the user's keys."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import msgspec

from beratung.cases import CaseService
from beratung.domain.base import Domain
from beratung.domain.cases import Draft
from beratung.domain.errors import BeratungError
from beratung.vault import Keyring
from beratung.vault.aside import AsideFiles


class AsideDrafts:
    """Keeps drafts on this computer, and hands them to the centre when it is unlocked again."""

    def __init__(self, folder: Path, keyring: Keyring) -> None:
        self._files = AsideFiles(folder, keyring)

    def keep(self, draft: Draft) -> None:
        """Seal a draft and write it here; raises KeysNotWritable."""
        self._files.keep(draft.id, msgspec.json.encode(draft))

    def drop(self, draft: UUID) -> None:
        """Forget a draft: it was kept in its place, saved or given up."""
        with suppress(BeratungError):
            self._files.drop(draft)

    def hand_over(self, cases: Callable[[], CaseService], may_read: Callable[[Domain], bool]) -> int:
        """Keep every draft in its place, unless a newer one is there; returns how many there were."""
        if not may_read(Domain.CASE):
            return 0
        waiting = self._files.all()
        if not waiting:
            return 0
        known = {draft.id: draft for draft in cases().drafts()}
        for name, content in waiting.items():
            with suppress(msgspec.MsgspecError):
                draft = msgspec.json.decode(content, type=Draft)
                there = known.get(draft.id)
                if there is None or there.typed_at < draft.typed_at:
                    cases().keep_draft(draft)
            self.drop(name)
        return len(waiting)
