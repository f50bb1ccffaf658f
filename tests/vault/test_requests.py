# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Requests for access and their answers: read by who shall read them, signed by who wrote them."""

import random
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.domain.base import Role
from beratung.vault import Keyring
from beratung.vault.encoding import decode, encode
from beratung.vault.keyfile import UserSecret
from beratung.vault.requests import (
    ANSWER,
    REQUEST,
    Answer,
    Asked,
    Request,
    Requests,
    Verdict,
    answer_id,
    request_id,
)
from beratung.vault.statements import Signed, read
from tests.vault.samples import (
    ADMIN,
    COUNSELLOR,
    FOUNDER,
    NOW,
    SPRACHMITTLER,
    SUPERVISOR,
    MemoryItems,
    Sample,
)

CIRCLE, CASE = UUID(int=5), UUID(int=6)
SECOND = "zweite"
replace = msgspec.structs.replace


@pytest.fixture
def asked(sample: Sample) -> UUID:
    """The second counsellor asks the first one."""
    sample.join(SECOND, Role.COUNSELLOR)
    readers = [sample.rings[COUNSELLOR].user.id, uuid4()]
    return of(sample, SECOND).ask(CIRCLE, CASE, "Vertretung", readers, NOW)


def of(sample: Sample, name: str, items: MemoryItems | None = None) -> Requests:
    return Requests(sample.fresh(name, items), items or sample.items)


def only(requests: Requests) -> Asked:
    [found] = requests.asked()
    return found


def test_who_shall_read_it_reads_it(sample: Sample, asked: UUID) -> None:
    for name in (COUNSELLOR, SECOND):
        found = only(of(sample, name))
        assert (found.id, found.by, found.at) == (asked, sample.rings[SECOND].user.id, NOW)
        assert (found.wish.circle, found.wish.record, found.wish.reason) == (CIRCLE, CASE, "Vertretung")
        assert found.readers == {sample.rings[COUNSELLOR].user.id, sample.rings[SECOND].user.id}
        assert "Vertretung" not in repr(found)
        assert of(sample, name).answered(found) is None
    for name in (FOUNDER, ADMIN, SUPERVISOR, SPRACHMITTLER):
        assert of(sample, name).asked() == ()
    [(_, body)] = sample.items.items(REQUEST)
    for hidden in (b"Vertretung", CIRCLE.bytes, CASE.bytes):
        assert hidden not in body


def test_the_answer_is_for_who_asked(sample: Sample, asked: UUID) -> None:
    member = of(sample, COUNSELLOR)
    member.answer(only(member), Verdict(1, is_granted=True, words="Gern"), NOW)
    mine = of(sample, SECOND).answered(only(of(sample, SECOND)))
    assert mine is not None
    assert mine.verdict == Verdict(1, is_granted=True, words="Gern")
    assert (mine.by, mine.at) == (sample.rings[COUNSELLOR].user.id, NOW)
    theirs = member.answered(only(member))
    assert theirs is not None
    assert theirs.verdict is None
    [(id_, body)] = sample.items.items(ANSWER)
    assert id_ == answer_id(asked, sample.rings[COUNSELLOR].user.id)
    assert b"Gern" not in body
    sample.accounts(ADMIN).suspend(sample.rings[COUNSELLOR].user.id, NOW)
    assert of(sample, SECOND).answered(only(of(sample, SECOND))) is not None, "what was said stays said"
    of(sample, SECOND).remove(only(of(sample, SECOND)))
    assert sample.items.items(REQUEST) == sample.items.items(ANSWER) == []


def test_who_has_left_answers_no_more(sample: Sample, asked: UUID) -> None:
    leaver = of(sample, COUNSELLOR)
    waiting = only(leaver)
    sample.accounts(ADMIN).suspend(sample.rings[COUNSELLOR].user.id, NOW)
    leaver.answer(waiting, Verdict(1, is_granted=False, words="Nein"), NOW)
    assert [id_ for id_, _ in sample.items.items(ANSWER)] == [
        answer_id(asked, sample.rings[COUNSELLOR].user.id)
    ]
    asker = Requests(sample.fresh(SECOND), sample.items)
    assert asker.answered(only(asker)) is None


def test_the_first_answer_counts(sample: Sample) -> None:
    sample.join(SECOND, Role.COUNSELLOR)
    readers = [sample.rings[name].user.id for name in (COUNSELLOR, FOUNDER)]
    of(sample, SECOND).ask(CIRCLE, CASE, "Vertretung", readers, NOW)
    for name, later, words in ((FOUNDER, 5, "zu spät"), (COUNSELLOR, 1, "zuerst")):
        member = of(sample, name)
        at = NOW + timedelta(minutes=later)
        member.answer(only(member), Verdict(1, is_granted=False, words=words), at)
    found = of(sample, SECOND).answered(only(of(sample, SECOND)))
    assert found is not None
    assert found.verdict is not None
    assert found.verdict.words == "zuerst"


def test_requests_come_in_their_order(sample: Sample, asked: UUID) -> None:
    readers = [sample.rings[COUNSELLOR].user.id]
    early = of(sample, SECOND).ask(CIRCLE, CASE, "Früher", readers, NOW - timedelta(hours=1))
    assert [one.id for one in of(sample, COUNSELLOR).asked()] == [early, asked]


def signed(secret: UserSecret, kind: str, body: bytes, by: UUID | None = None) -> bytes:
    return encode(Signed(body, by or secret.user, secret.sign(kind, body)))


def test_a_forged_request_is_nobody_s(sample: Sample, asked: UUID) -> None:
    place = request_id(asked)
    raw = dict(sample.items.items(REQUEST))[place]
    request = read(Request, decode(Signed, raw, REQUEST), REQUEST)
    second, admin = sample.rings[SECOND].secret, sample.rings[ADMIN].secret
    other = replace(request, by=admin.user)
    forged = [
        signed(admin, REQUEST, encode(request)),
        signed(admin, REQUEST, encode(request), by=second.user),
        signed(admin, REQUEST, encode(other)),
        signed(second, REQUEST, encode(other)),
        signed(second, REQUEST, encode(replace(request, centre=uuid4()))),
        signed(second, REQUEST, encode(replace(request, id=uuid4()))),
        signed(second, REQUEST, encode(replace(request, sealed=bytes(80)))),
        signed(second, REQUEST, encode(replace(request, readers=()))),
        signed(second, "answer", encode(request)),
    ]
    for body in forged:
        assert of(sample, COUNSELLOR, sample.items.changed(place, body)).asked() == ()
    moved = sample.items.copy()
    moved.put_item(REQUEST, uuid4(), moved.rows.pop(place)[1])
    assert of(sample, COUNSELLOR, moved).asked() == ()


def test_a_changed_bit_is_refused(sample: Sample, asked: UUID) -> None:
    member = of(sample, COUNSELLOR)
    member.answer(only(member), Verdict(1, is_granted=False, words=""), NOW)
    dice = random.Random(11)
    whole = only(of(sample, SECOND))
    for kind, place in (
        (REQUEST, request_id(asked)),
        (ANSWER, answer_id(asked, sample.rings[COUNSELLOR].user.id)),
    ):
        raw = dict(sample.items.items(kind))[place]
        for _ in range(150):
            flipped = bytearray(raw)
            at = dice.randrange(len(raw) * 8)
            flipped[at // 8] ^= 1 << at % 8
            items = sample.items.changed(place, bytes(flipped))
            if kind == REQUEST:
                assert of(sample, COUNSELLOR, items).asked() == ()
            else:
                assert of(sample, SECOND, items).answered(whole) is None


def test_only_who_was_asked_answers(sample: Sample, asked: UUID) -> None:
    member = of(sample, COUNSELLOR)
    found = only(member)
    member.answer(found, Verdict(1, is_granted=True, words="Gern"), NOW)
    place = answer_id(asked, sample.rings[COUNSELLOR].user.id)
    answer = read(Answer, decode(Signed, dict(sample.items.items(ANSWER))[place], ANSWER), ANSWER)
    founder, counsellor = sample.rings[FOUNDER].secret, sample.rings[COUNSELLOR].secret
    mine = only(of(sample, SECOND))
    for body in (
        signed(founder, ANSWER, encode(answer)),
        signed(founder, ANSWER, encode(answer), by=counsellor.user),
        signed(counsellor, ANSWER, encode(replace(answer, request=bytes(32)))),
        signed(counsellor, ANSWER, encode(replace(answer, id=uuid4()))),
        signed(counsellor, ANSWER, encode(replace(answer, reader=founder.user))),
        signed(counsellor, ANSWER, encode(replace(answer, centre=uuid4()))),
        signed(counsellor, ANSWER, encode(replace(answer, sealed=answer.sealed[::-1]))),
    ):
        assert of(sample, SECOND, sample.items.changed(place, body)).answered(mine) is None
    stranger = Requests(sample.fresh(FOUNDER), sample.items)
    stranger.answer(found, Verdict(1, is_granted=False, words="nein"), NOW - timedelta(days=1))
    own = of(sample, SECOND).answered(mine)
    assert own is not None
    assert own.by == counsellor.user


def test_former_keys_read_nothing_new(sample: Sample, asked: UUID) -> None:
    """A reader whose keys are not those that it was sealed to finds nothing, and no fault."""
    items = sample.items.copy()
    raw = dict(items.items(REQUEST))[request_id(asked)]
    request = read(Request, decode(Signed, raw, REQUEST), REQUEST)
    readers = tuple(replace(envelope, keys=bytes(32)) for envelope in request.readers)
    second: Keyring = sample.rings[SECOND]
    body = signed(second.secret, REQUEST, encode(replace(request, readers=readers)))
    assert of(sample, COUNSELLOR, items.changed(request_id(asked), body)).asked() == ()
