"""Two people act on one person in follow-up at the same moment: one follow-up, one release, whoever comes first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection

from epiworks.protocol import Exposure, Situation
from outpace.casework import api
from outpace.casework.choices.follow_up import FactKind
from outpace.casework.data.follow_up import NewFollowUp
from outpace.casework.models import FollowUp, FollowUpFact, FollowUpLink
from outpace.casework.tests.follow_up_world import Scene, noon, scene
from outpace.kernel import clock
from outpace.registry.tests import reference

pytestmark = pytest.mark.django_db(transaction=True)
NINTH = date(2022, 8, 1)


@pytest.fixture
def stage(transactional_db: None) -> Scene:
    reference.put_back()
    return scene()


def at_once(*works: Callable[[], object]) -> None:
    def own(work: Callable[[], object]) -> None:
        try:
            with clock.at(noon(NINTH + timedelta(days=8))):
                work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(own, work) for work in works]:
            done.result()


def test_two_investigators_who_judge_the_same_person_make_one_follow_up_with_both_grounds(stage: Scene) -> None:
    person = stage.people(1)[0]

    def judged(situation: Situation) -> Callable[[], object]:
        exposure = Exposure(situation, NINTH, NINTH)
        return lambda: api.start_follow_up(stage.judge, NewFollowUp(person, "close", None, (exposure,), "met the case"))

    at_once(judged(Situation.SHARED_MEAL), judged(Situation.VEHICLE))
    assert FollowUp.objects.count() == 1
    assert FollowUpLink.objects.count() == 2


def test_two_signatures_under_the_same_next_stage_move_the_person_once(stage: Scene) -> None:
    number = stage.follow(stage.people(1)[0], "close", NINTH)
    at_once(*[lambda: api.sign_next_stage(stage.signer, [number])] * 2)
    assert FollowUpFact.objects.filter(kind=FactKind.MOVED_ON).count() == 1
