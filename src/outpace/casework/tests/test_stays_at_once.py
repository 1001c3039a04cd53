"""Stays are written while what nobody needs is deleted: a place or a person about to have a stay is passed by, and nobody waits."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from outpace.casework import api
from outpace.casework.models import HeldStay, TracedPlace, UnknownPerson
from outpace.casework.tests.cases_world import NOON, ward
from outpace.casework.tests.stays_world import Lists
from outpace.kernel import clock
from outpace.kernel.scope import system_actor
from outpace.registry.tests import reference

pytestmark = pytest.mark.django_db(transaction=True)


def forget() -> api.Forgotten:
    try:
        with clock.at(NOON):
            return api.forget_stays(system_actor("casework"))
    finally:
        connection.close()


def test_who_and_what_a_list_is_about_to_name_is_not_deleted_and_nobody_waits(transactional_db: None) -> None:
    reference.put_back()
    lists = Lists(ward())
    lists.met("Market", ["13812345678"])
    HeldStay.objects.all().delete()
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        lists.met("Market", ["13812345678"])
        done = pool.submit(forget).result(timeout=60)
    assert (done.people, done.places) == (0, 0)
    assert (HeldStay.objects.count(), TracedPlace.objects.count(), UnknownPerson.objects.count()) == (1, 1, 1)
