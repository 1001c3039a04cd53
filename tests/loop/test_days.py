"""Days let pass in a demonstration: the program does its part meanwhile, and what is over may then be signed."""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from epiworks.protocol import Outcome
from outpace.casework import api as casework
from outpace.casework.models import Case, FollowUp, FollowUpCheck
from outpace.command.models import Task
from outpace.config.days import HOUSEWORK, let_days_pass
from outpace.kernel import clock
from outpace.screening import api as screening
from tests.loop.county import County
from tests.loop.playing import play, undone, wrong
from tests.loop.verbs import Step

pytestmark = pytest.mark.django_db
TIDYING = {
    "outpace.anchor_audit",
    "outpace.forget_analysis_runs",
    "outpace.forget_records",
    "outpace.forget_runs",
    "outpace.take_up_orphans",
}
"""What the worker does by the clock that changes nothing anybody decides by."""


@pytest.fixture
def contact(here: County, synthetic: None) -> Iterator[FollowUp]:
    """A case found now, and somebody who met it."""
    with undone(here):
        here.now = clock.now()
        play(here, [Step("report"), Step("judge", b=1)])
        yield FollowUp.objects.get()


def test_whatever_the_worker_does_by_the_clock_is_done_at_each_stop_or_only_tidies_up() -> None:
    for path in settings.PROCRASTINATE_IMPORT_PATHS:
        import_module(path)
    periodic = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert periodic == set(HOUSEWORK) | TIDYING


def test_whoever_is_looked_after_meanwhile_may_be_released_on_the_last_day(contact: FollowUp, here: County) -> None:
    let_days_pass(timedelta(days=(contact.until - timezone.localdate()).days), working=True)
    row = casework.release_desk(here.offices["commander"]).items[0]
    assert (row.row.id, row.verdict.value.eligible) == (contact.pk, True)


def test_nobody_is_released_whom_nobody_looked_after(contact: FollowUp, here: County) -> None:
    let_days_pass(timedelta(days=(contact.until - timezone.localdate()).days))
    assert not casework.release_desk(here.offices["commander"]).items[0].verdict.value.eligible
    assert (FollowUpCheck.objects.count(), Task.objects.filter(level__gt=0).exists()) == (0, True)


def test_everything_stored_says_what_the_facts_say_after_a_week(contact: FollowUp, here: County) -> None:
    let_days_pass(timedelta(days=7), working=True)
    here.now = clock.now()
    assert wrong(here) == {}


def test_a_case_is_tested_by_a_site_of_another_township(here: County, synthetic: None) -> None:
    with undone(here):
        here.now = clock.now()
        play(here, [Step("report", a=3)])
        case = Case.objects.get()
        assert not case.area_path.startswith(here.world.sites[0].area.path)
        let_days_pass(timedelta(days=6), working=True)
        results = screening.own_results([case.person_id], since=here.now)[case.person_id]
        assert {result.result.outcome for result in results} == {Outcome.NEGATIVE}
