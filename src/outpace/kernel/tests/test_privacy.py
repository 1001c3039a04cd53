"""The privacy door: in full, masked or not at all, by area; and every look is on record."""

import json

import pytest

from outpace.kernel import crypto, privacy
from outpace.kernel.models import AuditEntry
from outpace.kernel.scope import Actor, ActorKind, AreaPath, Grant

MINE, NEXT, FAR = AreaPath("/62/6212/01/"), AreaPath("/62/6212/02/"), AreaPath("/63/")

pytestmark = pytest.mark.django_db


def person(number: int, path: AreaPath) -> privacy.SealedPerson:
    name, document, phone, address = crypto.seal_many(("欧阳修", "621227199001011234", "13812341234", "徽县城关镇1号"))
    return privacy.SealedPerson(number, f"P{number}", path, name, document, phone, address, 1990, "F", synthetic=True)


def actor(*grants: tuple[str, AreaPath]) -> Actor:
    return Actor(kind=ActorKind.USER, id=1, name="王", grants=tuple(Grant(role, path) for role, path in grants))


def test_whoever_must_ring_them_sees_them_in_full() -> None:
    (seen,) = privacy.reveal(actor(("duty_officer", MINE)), [person(1, MINE)], purpose="recall.list")
    assert (seen.name, seen.document, seen.phone, seen.address) == ("欧阳修", "621227199001011234", "13812341234", "徽县城关镇1号")
    assert not seen.masked


def test_whoever_may_only_read_sees_them_masked() -> None:
    (seen,) = privacy.reveal(actor(("sampler", MINE)), [person(1, MINE)], purpose="sampling")
    assert (seen.name, seen.document, seen.phone, seen.address) == ("欧阳*", "6212**********1234", "138****1234", "徽县城关镇****")
    assert seen.masked


def test_whoever_has_no_right_there_does_not_see_them() -> None:
    people = [person(1, MINE), person(2, NEXT), person(3, FAR)]
    seen = privacy.reveal(actor(("sampler", MINE), ("grid_worker", NEXT), ("auditor", FAR)), people, purpose="list")
    assert [(view.id, view.masked) for view in seen] == [(1, True), (2, False)]


def test_the_order_asked_is_the_order_given() -> None:
    seen = privacy.reveal(actor(("sampler", MINE)), [person(number, MINE) for number in (3, 1, 2)], purpose="list")
    assert [view.id for view in seen] == [3, 1, 2]


def test_a_look_is_on_record_with_its_purpose_and_whom_it_met() -> None:
    privacy.reveal(actor(("sampler", AreaPath("/62/"))), [person(1, MINE), person(2, NEXT), person(3, FAR)], purpose="round.missing")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.people, entry.person_ids, entry.path) == ("person.read", 2, [1, 2], "/62/6212/")
    assert json.loads(entry.details) == {"purpose": "round.missing", "masked": 2}


def test_a_look_that_met_nobody_leaves_no_record() -> None:
    assert privacy.reveal(actor(("sampler", MINE)), [person(3, FAR)], purpose="list") == []
    assert not AuditEntry.objects.exists()


def test_the_log_never_holds_what_was_read() -> None:
    privacy.reveal(actor(("duty_officer", MINE)), [person(1, MINE)], purpose="recall.list")
    written = str(AuditEntry.objects.values().get())
    assert not any(secret in written for secret in ("欧阳修", "621227199001011234", "13812341234", "城关镇"))
