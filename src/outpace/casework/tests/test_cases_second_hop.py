"""Contacts of a contact: judged where the packs do so, in the packs' own window, released and raised with the contact they met."""

from datetime import UTC, date, datetime, timedelta

import pytest

from epiworks.protocol import Situation
from outpace.casework import api
from outpace.casework.choices.cases import ContactSource
from outpace.casework.data.cases import NewJudgement
from outpace.casework.models import Case, ContactLink, FollowUp
from outpace.casework.tests.cases_world import NOON, TODAY, Ward, ward
from outpace.casework.tests.follow_up_world import Scene, cast, decide, noon, row
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.screening.choices import Outcome

MEAL = date(2021, 11, 7)


@pytest.fixture
def here(db: None) -> Ward:
    return ward()


@pytest.fixture
def case(here: Ward) -> Case:
    return here.positive(here.people(1)[0])


def close(here: Ward, case: Case) -> ContactLink:
    here.judged(case, here.exposed(here.people(2)[1]))
    return ContactLink.objects.get(generation=1)


def met(here: Ward, link: ContactLink, person: int, **changes: object) -> NewJudgement:
    given = {"situation": Situation.CO_LIVING, "through_id": link.pk, "source": ContactSource.HOUSEHOLD, **changes}
    return here.exposed(person, **given)


def test_a_secondary_contact_hangs_on_the_close_contact_they_met(here: Ward, case: Case) -> None:
    link = close(here, case)
    (answer,) = here.judged(case, met(here, link, here.people(3)[2]))
    second = ContactLink.objects.get(person_id=answer.person_id)
    assert (answer.group, second.generation, second.through_id) == ("secondary", 2, link.pk)


def test_whoever_met_them_before_they_met_the_case_is_no_contact(here: Ward, case: Case) -> None:
    early = MEAL - timedelta(days=2)
    (answer,) = here.judged(case, met(here, close(here, case), here.people(3)[2], first_on=early, last_on=early))
    assert answer.group == "none"


def test_whoever_met_them_after_they_were_isolated_is_no_contact(here: Ward, case: Case) -> None:
    link = close(here, case)
    with clock.at(NOON):
        api.note_isolated(here.judge, link.person_id, at=NOON - timedelta(days=1))
        hop = api.second_hop(here.judge, link.pk)
    assert hop.window is not None
    assert (hop.window.start, hop.window.end) == (MEAL, MEAL)
    (answer,) = here.judged(case, met(here, link, here.people(3)[2], first_on=TODAY, last_on=TODAY))
    assert answer.group == "none"


def test_who_lives_with_the_contact_is_proposed_and_neither_case_nor_contact_is(here: Ward, case: Case) -> None:
    link = close(here, case)
    with clock.at(NOON):
        hop = api.second_hop(here.judge, link.pk, named=(here.people(4)[3], case.person_id))
    assert [one.person_id for one in hop.candidates if one.source is ContactSource.NAMED] == [here.people(4)[3]]
    assert {case.person_id, hop.contact.person_id}.isdisjoint(one.person_id for one in hop.candidates)


def test_the_ninth_edition_judges_them_only_when_the_contact_is_of_higher_risk(here: Ward, case: Case) -> None:
    decide("cn-covid-9", since=NOON - timedelta(days=9))
    link = close(here, case)
    ordinary, higher = (met(here, link, here.people(3)[2], is_higher_risk=risk) for risk in (False, True))
    assert api.second_hop(here.judge, link.pk).asks_risk
    assert [answer.group for one in (ordinary, higher) for answer in here.judged(case, one)] == ["none", "secondary"]


def test_packs_that_judge_no_contacts_of_contacts_say_so_and_refuse(here: Ward, case: Case) -> None:
    decide("cn-covid-9+20", since=NOON - timedelta(days=9))
    link = close(here, case)
    hop = api.second_hop(here.judge, link.pk)
    assert (hop.judges, hop.candidates, [line.address for line in hop.because]) == (False, (), ["contact_classes.secondary"])
    with pytest.raises(Refusal, match="hop_not_judged"):
        here.judged(case, met(here, link, here.people(3)[2], group="secondary", reason="lives there"))
    with pytest.raises(Refusal, match="class_not_judged"):
        here.judged(case, here.exposed(here.people(3)[2], group="secondary", reason="lives there"))


def test_nobody_is_judged_through_somebody_who_is_no_contact_any_more(here: Ward, case: Case) -> None:
    link = close(here, case)
    api.take_back_judgement(here.judge, link.judgements.get().pk, reason="a mistake")
    with pytest.raises(Refusal, match="no_such_link"):
        here.judged(case, met(here, link, here.people(3)[2]))


# The fixture of the ninth edition, end to end: judged on pages' own service, tested in screening, released by signature.

DAY = date(2022, 8, 1)


class Ninth:
    """A case of 1 August 2022, its close contact, and whoever lives with that one, all by judgement."""

    def __init__(self, here: Ward) -> None:
        self.here = here
        self.stage = Scene(here.world, here.judge, cast("commander"), cast("grid_worker"))
        index, self.contact, self.other = here.people(3)
        decide("cn-covid-9", since=datetime(2022, 7, 1, tzinfo=UTC))
        self.case = Case.objects.get(pk=here.report(index, at=noon(DAY)))
        here.judged(self.case, here.exposed(self.contact, first_on=DAY, last_on=DAY), at=noon(DAY))
        link = ContactLink.objects.get()
        here.judged(self.case, met(here, link, self.other, first_on=DAY, last_on=DAY, is_higher_risk=True), at=noon(DAY))

    def number(self, person: int) -> int:
        return FollowUp.objects.get(person_id=person).pk

    def release(self, day: int) -> api.SignedRelease:
        """On that day after the first, the commander signs for the secondary contact, if the packs allow it."""
        with clock.at(noon(DAY + timedelta(days=day))):
            return api.sign_release(self.stage.signer, [self.number(self.other)])


@pytest.fixture
def ninth(here: Ward) -> Ninth:
    return Ninth(here)


def test_a_secondary_contact_is_released_on_day_seven_when_the_close_contact_was_negative_twice(ninth: Ninth) -> None:
    own = row(ninth.number(ninth.other)).test_days
    ninth.stage.tested(ninth.other, *own)
    ninth.stage.tested(ninth.contact, DAY + timedelta(days=1))
    (why,) = ninth.release(7).refused.values()
    assert {reason.key for reason in why} == {"linked_tests_missing"}
    ninth.stage.tested(ninth.contact, DAY + timedelta(days=2))
    assert ninth.release(6).released == ()
    assert ninth.release(7).released == (ninth.number(ninth.other),)


def test_a_secondary_contact_becomes_a_close_contact_when_the_one_they_met_turns_positive(ninth: Ninth) -> None:
    ninth.stage.tested(ninth.contact, DAY + timedelta(days=2), outcome=Outcome.PRELIMINARY_POSITIVE)
    assert Case.objects.filter(person_id=ninth.contact).exists()
    raised = row(ninth.number(ninth.other))
    assert (raised.group, raised.place, raised.until) == ("close", "centralised", DAY + timedelta(days=10))
    assert FollowUp.objects.get(person_id=ninth.contact).state == "became_case"


def test_they_are_a_secondary_contact_again_when_that_result_is_taken_back(ninth: Ninth) -> None:
    ninth.stage.tested(ninth.contact, DAY + timedelta(days=2), outcome=Outcome.PRELIMINARY_POSITIVE)
    second = Case.objects.get(person_id=ninth.contact)
    ninth.here.turn(second, "excluded", note="two negative re-tests", at=noon(DAY + timedelta(days=3)))
    assert row(ninth.number(ninth.other)).group == "secondary"
    assert FollowUp.objects.get(person_id=ninth.contact).state == "active"
