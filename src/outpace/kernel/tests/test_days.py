"""Letting days pass: only in an installation marked as synthetic, forward only, for every process, on the record."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from outpace.kernel import clock, days
from outpace.kernel.models import AuditEntry, DaysPassed
from outpace.kernel.scope import system_actor
from outpace.kernel.tests import cast

pytestmark = pytest.mark.django_db
ACTOR = system_actor("test")
WEEK = timedelta(days=7)


@pytest.fixture
def a_week_later(synthetic: None) -> None:
    DaysPassed.objects.create(ahead=WEEK)
    days.follow()


def test_the_clock_goes_on_from_there(a_week_later: None) -> None:
    assert clock.ahead() == WEEK
    assert WEEK <= clock.now() - datetime.now(UTC) + timedelta(seconds=1) < WEEK + timedelta(hours=1)


def test_a_moment_that_was_set_stays_as_it_was_set(a_week_later: None) -> None:
    with clock.at(datetime(2022, 1, 1, tzinfo=UTC)):
        assert clock.now() == datetime(2022, 1, 1, tzinfo=UTC)


def test_a_clock_is_never_behind() -> None:
    with pytest.raises(ValueError, match="never behind"):
        clock.be_ahead(-WEEK)


def test_a_process_does_not_go_back(a_week_later: None) -> None:
    DaysPassed.objects.all().delete()
    days.follow()
    assert clock.ahead() == WEEK


def test_time_adds_up_once_committed(synthetic: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        days.let_pass(ACTOR, WEEK)
        days.let_pass(ACTOR, timedelta(hours=6))
        assert clock.ahead() == timedelta()
    assert clock.ahead() == WEEK + timedelta(hours=6)


def test_it_is_on_the_record(synthetic: None) -> None:
    days.let_pass(ACTOR, WEEK)
    entry = AuditEntry.objects.get(action="clock.days_passed")
    assert entry.details == '{"ahead":"7 days, 0:00:00","by":"7 days, 0:00:00"}'


@pytest.mark.parametrize("by", [timedelta(), -WEEK, timedelta(days=367)])
def test_no_time_less_than_none_and_more_than_a_year_are_refused(synthetic: None, by: timedelta) -> None:
    with pytest.raises(days.DaysRefused, match="days_amount"):
        days.let_pass(ACTOR, by)


def test_an_installation_that_is_not_marked_refuses(settings: Settings) -> None:
    settings.OUTPACE_SYNTHETIC = False
    with pytest.raises(days.DaysRefused, match="not_synthetic"):
        days.let_pass(ACTOR, WEEK)
    assert not DaysPassed.objects.exists()


def test_one_that_is_not_marked_never_asks(settings: Settings, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    settings.OUTPACE_SYNTHETIC = False
    with django_assert_num_queries(0):
        days.follow()


def test_an_installation_that_lost_its_mark_is_noticed(settings: Settings) -> None:
    settings.OUTPACE_SYNTHETIC = False
    assert not days.left_behind()
    DaysPassed.objects.create(ahead=WEEK)
    assert days.left_behind()


@pytest.mark.parametrize(("language", "words"), [("en", "clock moved on by 7 d"), ("zh-hans", "时钟已前进 7 天")])
def test_every_page_says_so(client: Client, synthetic: None, language: str, words: str) -> None:
    DaysPassed.objects.create(ahead=WEEK)
    client.force_login(cast.user("admin", ("system_admin", cast.COUNTY)), "django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = language
    assert words in client.get("/office/users/").content.decode()


def test_a_task_of_the_queue_is_done_at_that_time(synthetic: None) -> None:
    DaysPassed.objects.create(ahead=WEEK)
    assert days.before_task(clock.ahead, None, None) == WEEK
