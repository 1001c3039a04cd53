"""A judgement that was wrong is taken back with its reason, everything that hung on it follows, and it all comes back when judged again."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from epiworks.protocol import Situation
from outpace.casework import api
from outpace.casework.choices.cases import ContactState
from outpace.casework.models import Case, ContactJudgement, ContactLink, FollowUp, JudgementTakenBack
from outpace.casework.tests.cases_world import NOON, POSITIVE, Ward, ward
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import NotAllowed, NotFound, system_actor
from outpace.screening.tests.world import staff

LATER = NOON + timedelta(hours=2)
SIXTH, SEVENTH, EIGHTH = (date(2021, 11, day) for day in (6, 7, 8))


@pytest.fixture
def here(db: None) -> Ward:
    return ward()


@pytest.fixture
def case(here: Ward) -> Case:
    return here.positive(here.people(1)[0])


def take_back(here: Ward, number: int, *, reason: str = "another person of that name") -> None:
    with clock.at(LATER):
        api.take_back_judgement(here.judge, number, reason=reason)


def judgement(person: int) -> int:
    return ContactJudgement.objects.filter(person_id=person).latest("pk").pk


def state(person: int) -> str:
    return FollowUp.objects.get(person_id=person).state


def test_follow_up_and_counts_go_with_the_judgement_and_come_back(here: Ward, case: Case) -> None:
    person = here.people(2)[1]
    here.judged(case, here.exposed(person))
    take_back(here, judgement(person))
    assert state(person) == "withdrawn"
    assert (api.contact_counts(here.judge).persons, ContactLink.objects.get().state) == (0, ContactState.GROUND_GONE)
    here.judged(case, here.exposed(person), at=LATER)
    assert state(person) == "active"
    assert (api.contact_counts(here.judge).persons, ContactLink.objects.get().state) == (1, ContactState.TO_FIND)


def test_the_history_keeps_the_judgement_with_who_took_it_back_and_why(here: Ward, case: Case) -> None:
    person = here.people(2)[1]
    here.judged(case, here.exposed(person))
    take_back(here, judgement(person))
    (shown,) = api.get_contact(here.judge, ContactLink.objects.get().pk).judgements
    assert shown.taken_back is not None
    assert (shown.taken_back.reason, shown.taken_back.by, shown.taken_back.at) == ("another person of that name", "Investigator Ma", LATER)


def test_the_contact_is_what_the_other_judgements_make_them(here: Ward, case: Case) -> None:
    person = here.people(2)[1]
    for day in (SIXTH, EIGHTH):
        here.judged(case, here.exposed(person, first_on=day, last_on=day))
    until = FollowUp.objects.get().until
    take_back(here, judgement(person))
    link = ContactLink.objects.get()
    assert (link.state, link.first_on, link.last_on) == (ContactState.TO_FIND, SIXTH, SIXTH)
    assert FollowUp.objects.get().until == until - timedelta(days=2)


def test_of_two_judgements_that_say_the_same_one_may_go(here: Ward, case: Case) -> None:
    person = here.people(2)[1]
    here.judged(case, here.exposed(person), here.exposed(person))
    take_back(here, judgement(person))
    assert (state(person), ContactLink.objects.get().state) == ("active", ContactState.TO_FIND)


def test_contacts_of_a_contact_who_is_none_go_too_and_come_back(here: Ward, case: Case) -> None:
    _, close, other = here.people(3)
    here.judged(case, here.exposed(close))
    link = ContactLink.objects.get().pk
    here.judged(case, here.exposed(other, situation=Situation.CO_LIVING, through_id=link))
    take_back(here, judgement(close))
    assert (state(close), state(other), api.contact_counts(here.judge).persons) == ("withdrawn", "withdrawn", 0)
    here.judged(case, here.exposed(close), at=LATER)
    assert (state(close), state(other), api.contact_counts(here.judge).persons) == ("active", "active", 2)


def test_two_who_only_vouch_for_each_other_are_no_contacts_any_more(here: Ward, case: Case) -> None:
    _, one, other = here.people(3)
    here.judged(case, here.exposed(one), here.exposed(other))
    direct = [judgement(one), judgement(other)]
    for person, through in ((one, other), (other, one)):
        link = ContactLink.objects.get(person_id=through).pk
        here.judged(case, here.exposed(person, situation=Situation.CO_LIVING, through_id=link))
    for number in direct:
        take_back(here, number)
    assert (state(one), state(other), api.contact_counts(here.judge).persons) == ("withdrawn", "withdrawn", 0)


def test_people_in_follow_up_are_locked_before_their_grounds_change(here: Ward, case: Case) -> None:
    person = here.people(2)[1]
    here.judged(case, here.exposed(person))
    with CaptureQueriesContext(connection) as asked:
        take_back(here, judgement(person))
    written = [query["sql"] for query in asked if 'UPDATE "casework_follow_up_link"' in query["sql"] or "FOR UPDATE" in query["sql"]]
    tables = ["link" if sql.startswith("UPDATE") else "person" for sql in written if "casework_follow_up" in sql]
    assert tables == ["person", "link"]


def test_a_contact_of_another_case_stays_one(here: Ward, case: Case) -> None:
    _, other, person = here.people(3)
    second = here.positive(other, tube="T2")
    for one in (case, second):
        here.judged(one, here.exposed(person))
    take_back(here, judgement(person))
    counts = api.contact_counts(here.judge)
    assert (state(person), counts.persons, counts.person_times) == ("active", 1, 1)


def test_an_exclusion_that_was_wrong_does_not_bring_a_wrong_judgement_back(here: Ward, case: Case) -> None:
    _, wrong, right = here.people(3)
    here.judged(case, here.exposed(wrong), here.exposed(right))
    take_back(here, judgement(wrong))
    here.turn(case, "excluded", note="two negative re-tests")
    here.turn(case, "preliminary", note="tubes mixed up", correcting=True)
    assert (state(wrong), state(right)) == ("withdrawn", "active")
    assert set(ContactLink.objects.exclude(state=ContactState.GROUND_GONE).values_list("person_id", flat=True)) == {right}


def test_whoever_was_reached_before_is_reached_when_judged_again(here: Ward, case: Case) -> None:
    person = here.people(2)[1]
    here.judged(case, here.exposed(person))
    api.record_attempt(here.judge, ContactLink.objects.get().pk, ContactState.FOUND, record_id=uuid4())
    take_back(here, judgement(person))
    here.judged(case, here.exposed(person), at=LATER)
    assert ContactLink.objects.get().state == ContactState.FOUND


def test_somebody_judged_wrongly_is_proposed_again(here: Ward, case: Case) -> None:
    people = here.people(3)
    here.pool(people[1:], tube="P1")
    here.retest(people[1], POSITIVE)
    second = Case.objects.get(person_id=people[1])
    here.judged(second, here.exposed(people[2]))
    take_back(here, judgement(people[2]))
    assert people[2] in {one.person_id for one in api.candidates(here.judge, second.pk)}


def test_taking_back_again_changes_nothing(here: Ward, case: Case) -> None:
    person = here.people(2)[1]
    here.judged(case, here.exposed(person))
    for reason in ("a mistake", "another mistake"):
        take_back(here, judgement(person), reason=reason)
    assert JudgementTakenBack.objects.get().reason == "a mistake"


def test_it_takes_a_reason_and_a_named_human_with_the_right(here: Ward, case: Case) -> None:
    here.judged(case, here.exposed(here.people(2)[1]))
    number = ContactJudgement.objects.get().pk
    with pytest.raises(Refusal, match="reason_missing"):
        take_back(here, number, reason=" ")
    for actor in (staff("commander", here.world.county.path), system_actor("casework")):
        with pytest.raises(NotAllowed):
            api.take_back_judgement(actor, number, reason="a mistake")
    with pytest.raises(NotFound):
        api.take_back_judgement(staff("investigator", "/53/"), number, reason="a mistake")


STEPS = st.lists(st.sampled_from(["judge", "again", "met", "back", "excluded", "reinstated"]), max_size=7)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_after_any_history_contacts_and_follow_ups_are_what_a_recount_says(here: Ward, case: Case, steps: list[str]) -> None:
    with transaction.atomic():
        for step in steps:
            happen(here, case, step)
        held = recount(case)
        stand = set(ContactLink.objects.exclude(state=ContactState.GROUND_GONE).values_list("person_id", flat=True))
        followed = set(FollowUp.objects.filter(state="active").values_list("person_id", flat=True))
        assert (stand, followed) == (held, held)
        transaction.set_rollback(True)


def happen(here: Ward, case: Case, step: str) -> None:
    """One thing that people do; what cannot be done now is not done."""
    case.refresh_from_db()
    _, close, other = here.people(3)
    is_open = case.case_class != "excluded"
    link = ContactLink.objects.filter(person_id=close).exclude(state=ContactState.GROUND_GONE).first()
    if step in {"judge", "again"} and is_open:
        here.judged(case, here.exposed(close, last_on=EIGHTH if step == "again" else SEVENTH))
    elif step == "met" and is_open and link is not None:
        here.judged(case, here.exposed(other, situation=Situation.CO_LIVING, through_id=link.pk))
    elif step == "back" and (right := ContactJudgement.objects.filter(person_id=close, taken_back=None).first()) is not None:
        take_back(here, right.pk)
    elif step == "excluded" and is_open:
        here.turn(case, "excluded", note="two negative re-tests")
    elif step == "reinstated" and not is_open:
        here.turn(case, "preliminary", note="tubes mixed up", correcting=True)


def recount(case: Case) -> set[int]:
    """Who is a contact by the judgements alone?"""
    case.refresh_from_db()
    if case.case_class == "excluded":
        return set()
    rows = ContactJudgement.objects.filter(taken_back=None)
    direct = set(rows.filter(through=None).values_list("person_id", flat=True))
    return direct | set(rows.filter(through__person_id__in=direct).values_list("person_id", flat=True))
