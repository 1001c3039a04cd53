"""Reclassification runs through everybody who hangs on somebody, and back again (invariant 6)."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from epiworks.protocol import News, Place
from outpace.casework import api
from outpace.casework.choices.follow_up import FactKind, FollowUpState
from outpace.casework.data import FollowUpChanged, FollowUpEnded, FollowUpsChanged, FollowUpsEnded, FollowUpStarted
from outpace.casework.models import FollowUpFact, FollowUpLink
from outpace.casework.selectors.consistency.follow_ups import follow_ups_differ
from outpace.casework.tests.follow_up_world import Scene, heard, noon, row, scene

pytestmark = pytest.mark.django_db
NINTH = date(2022, 8, 1)
LATER = NINTH + timedelta(days=2)


@pytest.fixture
def stage(db: None) -> Scene:
    return scene()


class Chain:
    """A case, its close contact, and a secondary contact who lives with that one."""

    def __init__(self, stage: Scene) -> None:
        self.stage = stage
        self.index, self.contact, self.other = stage.people(3)
        self.case = stage.case(self.index, NINTH)
        self.close = stage.follow(self.contact, "close", NINTH, case=self.case)
        self.second = stage.follow(self.other, "secondary", NINTH, case=self.case, through=self.close)

    def turns_positive(self) -> int:
        case = self.stage.case(self.contact, LATER)
        api.person_became_case(self.stage.judge, self.contact, case, at=noon(LATER))
        return case

    def excluded(self, case: int) -> None:
        api.apply_news(self.stage.judge, news=News.LINKED_CASE_EXCLUDED, at=noon(LATER), case_id=case)

    def happen(self, step: str, *, own: int, another: int) -> None:
        judge, at = self.stage.judge, noon(LATER)
        match step:
            case "positive":
                api.person_became_case(judge, self.contact, own, at=at)
            case "not_positive":
                self.excluded(own)
            case "excluded":
                self.excluded(self.case)
            case "reinstated":
                api.case_reinstated(judge, self.case, at=at)
            case "exposed":
                self.stage.follow(self.contact, "close", LATER, case=another)

    def stand(self) -> tuple[tuple[str, str], tuple[str, str]]:
        close, second = row(self.close), row(self.second)
        return (close.group, close.state), (second.group, second.state)


@pytest.fixture
def chain(stage: Scene) -> Chain:
    return Chain(stage)


def test_a_secondary_contact_becomes_close_when_its_close_contact_turns_positive(chain: Chain) -> None:
    with heard(FollowUpsChanged, FollowUpsEnded) as events:
        chain.turns_positive()
    assert chain.stand() == (("close", "became_case"), ("close", "active"))
    assert [type(event).__name__ for event in events] == ["FollowUpEnded", "FollowUpChanged"]
    changed = events[1]
    assert isinstance(changed, FollowUpChanged)
    assert (changed.group_before, changed.place_before, changed.place) == ("secondary", Place.HOME_ISOLATION, Place.CENTRALISED)
    assert changed.due_at is not None


def test_the_secondary_contact_goes_back_when_that_case_is_excluded(chain: Chain) -> None:
    case = chain.turns_positive()
    chain.excluded(case)
    assert chain.stand() == (("close", "active"), ("secondary", "active"))


def test_everybody_is_withdrawn_when_the_first_case_is_excluded(chain: Chain) -> None:
    with heard(FollowUpsEnded) as events:
        chain.excluded(chain.case)
    assert chain.stand() == (("close", "withdrawn"), ("secondary", "withdrawn"))
    assert {event.reason for event in events if isinstance(event, FollowUpEnded)} == {"withdrawn"}


def test_everybody_is_taken_up_again_when_the_exclusion_was_wrong(chain: Chain) -> None:
    chain.excluded(chain.case)
    with heard(FollowUpStarted) as events:
        api.case_reinstated(chain.stage.judge, chain.case, at=noon(LATER))
    assert chain.stand() == (("close", "active"), ("secondary", "active"))
    assert len(events) == 2


def test_a_contact_of_two_cases_stays_when_one_is_excluded(chain: Chain) -> None:
    another = chain.stage.case(chain.stage.people(4)[3], NINTH)
    chain.stage.follow(chain.contact, "close", LATER, case=another)
    chain.excluded(chain.case)
    assert chain.stand() == (("close", "active"), ("secondary", "active"))
    chain.excluded(another)
    assert chain.stand() == (("close", "withdrawn"), ("secondary", "withdrawn"))


def test_excluding_one_of_two_cases_takes_its_later_exposure_back(chain: Chain) -> None:
    another = chain.stage.case(chain.stage.people(4)[3], NINTH)
    chain.stage.follow(chain.contact, "close", LATER, case=another)
    assert row(chain.close).until == LATER + timedelta(days=10)
    chain.excluded(another)
    assert row(chain.close).until == NINTH + timedelta(days=10)


def test_a_secondary_contact_judged_after_its_close_contact_turned_positive_is_close_at_once(chain: Chain) -> None:
    case = chain.turns_positive()
    third = chain.stage.people(4)[3]
    number = chain.stage.follow(third, "secondary", LATER, case=case, through=chain.close)
    assert row(number).group == "close"


def test_news_told_twice_changes_nothing(chain: Chain) -> None:
    case = chain.turns_positive()
    chain.excluded(case)
    facts = FollowUpFact.objects.count()
    with heard(FollowUpStarted, FollowUpsChanged, FollowUpsEnded) as events:
        chain.excluded(case)
    assert (events, FollowUpFact.objects.count()) == ([], facts)


def test_history_keeps_every_turn(chain: Chain) -> None:
    chain.excluded(chain.turns_positive())
    kinds = list(FollowUpFact.objects.filter(follow_up_id=chain.second).order_by("pk").values_list("kind", "group"))
    assert kinds == [(FactKind.STARTED, "secondary"), (FactKind.CLASS_CHANGED, "close"), (FactKind.CLASS_CHANGED, "secondary")]


def test_a_positive_test_of_a_contact_only_proposes_a_case(chain: Chain) -> None:
    api.apply_news(chain.stage.judge, news=News.OWN_TEST_POSITIVE, at=noon(LATER), person_id=chain.contact)
    assert (row(chain.close).state, row(chain.close).proposed_class) == (FollowUpState.ACTIVE, "preliminary")


def test_whoever_was_judged_close_through_a_contact_goes_with_that_contact(chain: Chain) -> None:
    number = chain.stage.follow(chain.stage.people(4)[3], "close", NINTH, case=chain.case, through=chain.close)
    chain.excluded(chain.case)
    assert row(number).state == FollowUpState.WITHDRAWN
    api.case_reinstated(chain.stage.judge, chain.case, at=noon(LATER))
    assert (row(number).group, row(number).state) == ("close", FollowUpState.ACTIVE)


@pytest.fixture
def vouching(chain: Chain) -> Chain:
    """Two close contacts of one case, each a secondary contact through the other too."""
    chain.stage.follow(chain.other, "close", NINTH, case=chain.case)
    chain.stage.follow(chain.contact, "secondary", NINTH, case=chain.case, through=chain.second)
    return chain


def test_two_who_only_vouch_for_each_other_are_withdrawn_and_taken_up_again(vouching: Chain) -> None:
    vouching.excluded(vouching.case)
    assert [state for _group, state in vouching.stand()] == ["withdrawn", "withdrawn"]
    api.case_reinstated(vouching.stage.judge, vouching.case, at=noon(LATER))
    assert vouching.stand() == (("close", "active"), ("close", "active"))


def test_the_check_finds_two_whom_nothing_but_each_other_keeps(vouching: Chain) -> None:
    FollowUpLink.objects.filter(linked=None).update(taken_back_at=noon(LATER))
    found = {difference.key for difference in follow_ups_differ() if difference.check == "ground"}
    assert found == {str(number) for number in FollowUpLink.objects.exclude(linked=None).values_list("pk", flat=True)}


STEPS = st.lists(st.sampled_from(["positive", "not_positive", "excluded", "reinstated", "exposed"]), max_size=8)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_after_any_history_people_stand_where_their_grounds_put_them(stage: Scene, steps: list[str]) -> None:
    with transaction.atomic():
        chain = Chain(stage)
        another = stage.case(stage.people(4)[3], NINTH)
        own = stage.case(chain.contact, LATER)
        for step in steps:
            chain.happen(step, own=own, another=another)
        positive = last_of(steps, "positive", "not_positive")
        grounded = not last_of(steps, "excluded", "reinstated") or "exposed" in steps
        close = ("close", "became_case" if positive else "active" if grounded else "withdrawn")
        second = ("close", "active") if positive else ("secondary", "active") if grounded else ("", "withdrawn")
        assert [held(*stood) for stood in chain.stand()] == [held(*close), held(*second)]
        transaction.set_rollback(True)


def last_of(steps: list[str], yes: str, no: str) -> bool:
    """Was the last of these two words the first of them?"""
    said = [step for step in steps if step in {yes, no}]
    return bool(said) and said[-1] == yes


def held(group: str, state: str) -> tuple[str, str]:
    """How somebody stands; the class of the withdrawn is the last they had, and binds nobody."""
    return ("" if state == FollowUpState.WITHDRAWN else group, state)
