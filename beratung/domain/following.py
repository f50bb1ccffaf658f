# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a room keeps in memory to answer lists and searches at once: filled once, then kept right.

A `Memory` holds indexes. What they know comes in parts, each the subjects whose ids begin alike; a `Keeper` keeps the
parts sealed over the end of the program, so that unlocking opens a few blobs instead of every record. What was
written since is read on top, by the number of the commit. Whatever removes something destroys the part it was in;
so a part that is still there also says that nothing in it was removed, and one that is gone is read anew.
"""

import gc
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from threading import RLock
from uuid import UUID

import msgspec

from beratung.domain.base import Record
from beratung.domain.kept import PARTS, Index, Keeper, Keeping, Kinds, Look, Prints, part_of
from beratung.domain.work import Change, Records, Work

FEW_PARTS = 6
"""Up to so many parts are read one by one where they are missing; more by reading every record once."""
FEW_SUBJECTS = 500
"""A centre with fewer is read as fast without anything kept."""
MANY_SUBJECTS = 5000
"""From here on it matters that Python does not look through them for garbage."""
MOST_CHANGED = 150
"""When so many subjects have changed since they were kept, the parts are kept anew."""
SLICE = 0.05
"""Seconds for which keeping holds others up."""


class _Kept(msgspec.Struct, array_like=True):
    """What is kept of a part besides what the index dumps; ``loose`` subjects are always read anew.

    ``subjects`` and ``prints`` hold 16 bytes for each subject, in one order.
    """

    shape: str
    loose: tuple[UUID, ...]
    subjects: bytes
    prints: bytes
    body: bytes


_encode = msgspec.msgpack.Encoder(uuid_format="bytes").encode
_decode = msgspec.msgpack.Decoder(_Kept).decode


class Memory:
    """Fills indexes when they are first needed, and follows every commit after that.

    Commits of one's own come by `follow`, those of other programs are met at the next use. ``keeper`` is None where
    nothing is kept and nobody else writes.
    """

    def __init__(
        self,
        records: Records,
        *,
        lock: "AbstractContextManager[bool] | None" = None,
        keeper: Keeper | None = None,
    ) -> None:
        self._records = records
        self.lock = lock if lock is not None else RLock()
        self._keeper = keeper
        self._indexes: list[Index] = []
        self._followed: set[UUID] = set()
        self._is_frozen = False
        self._empty()

    def _empty(self) -> None:
        self._is_filled = False
        self._seen = 0
        self._stale: set[UUID] = set()
        self._loose: set[UUID] = set()
        self._reread: set[UUID] = set()
        self._prints: dict[int, tuple[bytes, bytes]] = {}
        self._found: dict[int, dict[UUID, bytes]] = {}
        self._later: defaultdict[int, set[UUID]] = defaultdict(set)
        self._since_check: set[UUID] = set()
        self._kept_at: dict[int, int] = {}
        self._moved: defaultdict[int, set[UUID]] = defaultdict(set)

    def add(self, index: Index) -> None:
        """Register an index; it is filled at the next use."""
        with self.lock:
            self._indexes.append(index)
            self._is_filled = False

    def forget(self) -> None:
        """Empty every index, so that the next use fills them anew."""
        with self.lock:
            self._empty()
            for index in self._indexes:
                index.clear()
            if self._is_frozen:
                gc.unfreeze()
                self._is_frozen = False

    def ready(self) -> None:
        """Bring the indexes to the newest state."""
        with self.lock:
            now = self._keeper.generation() if self._keeper is not None else 0
            if self._is_filled and now == self._seen and not self._stale:
                return
            if not self._is_filled:
                self.forget()
            if self._keeper is None:
                self._read_plainly()
            else:
                with self._keeper.look() as look:
                    self._catch_up(look)
            if not self._is_filled and self._size() >= MANY_SUBJECTS:
                gc.freeze()  # looking through all this for garbage again and again costs seconds
                self._is_frozen = True
            self._is_filled = True

    def agree(self) -> None:
        """Take a commit of one's own as followed; one of somebody else just before it is noticed."""
        with self.lock:
            self._followed.clear()
            if self._keeper is not None and self._is_filled and self._keeper.generation() == self._seen + 1:
                self._seen += 1

    def distrust(self) -> None:
        """Read anew whatever the last commit touched: it failed, or nobody knows how it ended."""
        with self.lock:
            self._stale |= self._followed
            self._followed.clear()

    def follow(self, changes: Iterable[Change], work: Work) -> None:
        """Keep the indexes right: a `Follower`. A commit that fails after this must `distrust`."""
        del work
        with self.lock:
            if not self._is_filled:
                return
            by_subject: defaultdict[UUID, list[Change]] = defaultdict(list)
            for change in changes:
                if type(change.record) in self.kinds:
                    by_subject[change.record.subject].append(change)
            for subject, some in by_subject.items():
                self._followed.add(subject)
                self._moved[part_of(subject)].add(subject)
                if any(change.after is None and not change.record.is_fleeting for change in some):
                    self._kept_at.pop(part_of(subject), None)  # the commit destroys it
                if any(change.before is None and change.record.id == subject for change in some):
                    self._learn(subject, [change.after for change in some if change.after is not None])
                else:
                    self._stale.add(subject)

    # What is kept over the end of the program.

    def begin_check(self) -> dict[UUID, bytes]:
        """Fingerprints of the rows that are known from kept parts alone, for somebody to compare."""
        with self.lock:
            self.ready()
            self._since_check = set()
            return self._unchecked()

    def end_check(self, differing: Collection[UUID], found: Prints) -> bool:
        """Take over what a comparison found, begun at `begin_check`; whether a kept part was really wrong.

        Who differs is read anew, and his part kept anew. ``found`` are the fingerprints of all rows.
        """
        with self.lock:
            self.ready()
            wrong = self._unchecked().keys() & differing
            self._prints.clear()
            self._reread.clear()
            self._found = {part: {} for part in range(PARTS)}
            for subject, known in found.items():
                self._found[part_of(subject)][subject] = known
            for subject in self._since_check | wrong:
                self._found[part_of(subject)].pop(subject, None)
                self._later[part_of(subject)].add(subject)
            for subject in wrong:
                self._stale.add(subject)
                self._kept_at.pop(part_of(subject), None)
            self._since_check = set()
            return bool(wrong)

    def _unchecked(self) -> dict[UUID, bytes]:
        found: dict[UUID, bytes] = {}
        for subjects, prints in self._prints.values():
            for at in range(0, len(subjects), 16):
                found[UUID(bytes=subjects[at : at + 16])] = prints[at : at + 16]
        for subject in self._reread & found.keys():
            del found[subject]
        return found

    def keep(self, seconds: float | None = None) -> bool:
        """Keep what is due, for so many seconds at most; whether nothing is left that can be kept now.

        Saves of others wait for a twentieth of a second each time, no longer.
        """
        end = None if seconds is None else time.monotonic() + seconds
        while True:
            with self.lock:
                if self._keeper is None or not self._is_filled:
                    return True
                self.ready()
                due = self._due()
                if not due or not self._keep_some(self._keeper, due):
                    return True
            if end is not None and time.monotonic() >= end:
                return not self._due()

    def _size(self) -> int:
        return max(map(len, self._indexes), default=0)

    def _due(self) -> list[int]:
        """The parts that should be kept anew."""
        if self._size() < FEW_SUBJECTS:
            return []
        due = [part for part in range(PARTS) if part not in self._kept_at]
        if sum(map(len, self._moved.values())) >= MOST_CHANGED:
            due += [part for part, moved in self._moved.items() if moved and part in self._kept_at]
        return due

    def _keep_some(self, keeper: Keeper, due: list[int]) -> bool:
        done: list[int] = []
        end = time.monotonic() + SLICE
        with keeper.keeping(self.kinds, self._seen) as keeping:
            if keeping is None:
                return False
            for part in due:
                self._keep_part(keeping, part)
                done.append(part)
                if time.monotonic() >= end:
                    break
        for part in done:
            self._kept_at[part] = self._seen
            self._moved.pop(part, None)
        return True

    def _keep_part(self, keeping: Keeping, part: int) -> None:
        prints = self._prints_of(keeping, part)
        loose = tuple(subject for subject in self._loose if part_of(subject) == part)
        some = prints.keys() - set(loose)
        for index in self._indexes:
            is_first = index is self._indexes[0]
            whole = _Kept(
                index.shape,
                loose,
                b"".join(subject.bytes for subject in some) if is_first else b"",
                b"".join(prints[subject] for subject in some) if is_first else b"",
                index.dump(part, some),
            )
            keeping.keep(_name(index, part), _encode(whole))

    def _prints_of(self, keeping: Keeping, part: int) -> Prints:
        """The fingerprints of a part: those found before, and of who has changed since."""
        known = self._found.get(part)
        if known is None:
            return keeping.prints(self.kinds, part)
        for subject in self._later.pop(part, set()):
            found = keeping.print_of(self.kinds, subject)
            if found is not None:
                known[subject] = found
        return known

    # Filling.

    @property
    def kinds(self) -> Kinds:
        """Everything from which the indexes are made."""
        return tuple(dict.fromkeys(kind for index in self._indexes for kind in index.kinds))

    def _learn(self, subject: UUID, records: Sequence[Record]) -> None:
        for index in self._indexes:
            index.learn(subject, [record for record in records if type(record) in index.kinds])
        if any(record.is_fleeting for record in records):
            self._loose.add(subject)
        else:
            self._loose.discard(subject)
        self._stale.discard(subject)
        if self._prints:
            self._reread.add(subject)
        self._since_check.add(subject)
        known = self._found.get(part_of(subject))
        if known is not None:
            known.pop(subject, None)
            self._later[part_of(subject)].add(subject)

    def _read_plainly(self) -> None:
        with self._records.work() as work:
            if self._is_filled:
                for subject in list(self._stale):
                    self._learn(subject, [r for kind in self.kinds for r in work.all(kind, subject)])
            else:
                self._learn_all(record for kind in self.kinds for record in work.all(kind))

    def _learn_all(self, records: Iterable[Record]) -> None:
        by_subject: defaultdict[UUID, list[Record]] = defaultdict(list)
        for record in records:
            by_subject[record.subject].append(record)
        for subject, some in by_subject.items():
            self._learn(subject, some)

    def _catch_up(self, look: Look) -> None:
        """Take over every part as it was kept or as it was known, and read what was written since."""
        known = dict.fromkeys(range(PARTS), self._seen) if self._is_filled else {}
        if not self._is_filled or look.generation != self._seen:
            known = self._take_parts(look, known)
        for subject, generation in look.changed(self.kinds, min(known.values())):
            if generation > known[part_of(subject)]:
                self._stale.add(subject)
                self._moved[part_of(subject)].add(subject)
        for subject in list(self._stale):
            self._learn(subject, look.of_subject(self.kinds, subject))
        self._stale.clear()
        self._seen = look.generation

    def _take_parts(self, look: Look, known: dict[int, int]) -> dict[int, int]:
        """For each part the number of the commit that it is known of now."""
        kept = self._kept_parts(look)
        gone = [part for part in known if kept.get(part, -1) != self._kept_at.get(part)]
        self._drop(gone)  # something was removed from them, or they were kept anew
        if len(gone) > FEW_PARTS:
            known = {}
        missing: list[int] = []
        is_loaded = False
        for part in range(PARTS):
            if part in known and part not in gone:
                continue
            if part in kept and self._load(look, part):
                known[part] = self._kept_at[part] = kept[part]
                is_loaded = True
            else:
                known[part] = look.generation
                missing.append(part)
        if len(missing) > FEW_PARTS:
            wanted = set(missing)
            self._learn_all(r for r in look.all(self.kinds) if part_of(r.subject) in wanted)
        else:
            for part in missing:
                self._learn_all(look.all(self.kinds, part))
        if is_loaded:
            self._stale.update(look.elsewhere())
        return known

    def _kept_parts(self, look: Look) -> dict[int, int]:
        """The parts that are kept for every index, all of one commit."""
        kept = look.kept()
        found: dict[int, int] = {}
        for part in range(PARTS):
            ages = {kept.get(_name(index, part), -1) for index in self._indexes}
            if len(ages) == 1 and -1 not in ages:
                found[part] = ages.pop()
        return found

    def _drop(self, parts: list[int]) -> None:
        """Forget some parts; where they are many, everything."""
        if len(parts) > FEW_PARTS:
            self.forget()
            return
        for part in parts:
            for index in self._indexes:
                index.clear_part(part)
            self._kept_at.pop(part, None)
            self._prints.pop(part, None)
            self._found.pop(part, None)
            self._loose = {subject for subject in self._loose if part_of(subject) != part}

    def _load(self, look: Look, part: int) -> bool:
        bodies = [look.open(_name(index, part)) for index in self._indexes]
        opened = [_decode(body) for body in bodies if body is not None]
        if [whole.shape for whole in opened] != [index.shape for index in self._indexes]:
            return False
        for index, whole in zip(self._indexes, opened, strict=True):
            index.load(part, whole.body)
            self._stale.update(whole.loose)
            if whole.subjects:
                self._prints[part] = (whole.subjects, whole.prints)
        return True


def _name(index: Index, part: int) -> str:
    return f"{index.name}-{part:02d}"
