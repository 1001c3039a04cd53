"""Contacts that the records of stays propose for a case: found by the packs, explained, decided by a person, looked at again."""

from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from epiworks.protocol import NO_CLASS
from outpace.casework import api
from outpace.casework.choices.cases import Evidence
from outpace.casework.choices.tracing import ProposalState
from outpace.casework.data.news import ContactsProposed, ProposedContactReopened, ProposedContactsJudged
from outpace.casework.data.tracing import ProposalRow, TracedContacts, TracedDecision
from outpace.casework.models import (
    Case,
    ContactJudgement,
    ContactLink,
    ContactProposal,
    FollowUp,
    HeldStay,
    ProposalStay,
    TracedPlace,
    UnknownPerson,
)
from outpace.casework.services.tracing import looking
from outpace.casework.tests.cases_world import NOON, TODAY, Ward, ward
from outpace.casework.tests.follow_up_world import decide as decide_packs
from outpace.casework.tests.stays_world import EVENING, HEADINGS, Lists
from outpace.kernel import clock, events
from outpace.kernel.audit import AuditFilter, entries
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import NotAllowed, NotFound
from outpace.registry.models import Area, Person
from outpace.screening.tests.world import MORNING, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Ward:
    made = ward()
    decide_packs("cn-covid-9", since=MORNING - timedelta(days=30), path=made.world.county.path)
    return made


@pytest.fixture
def case(here: Ward) -> Case:
    return here.positive(here.people(1)[0])


@pytest.fixture
def lists(here: Ward) -> Lists:
    return Lists(here)


def look(here: Ward, case: Case, *, minutes: int = 1) -> TracedContacts:
    with clock.at(NOON + timedelta(minutes=minutes)):
        api.look(here.judge, case.pk)
        return api.traced_contacts(here.judge, case.pk)


def rows(here: Ward, case: Case) -> list[ProposalRow]:
    return list(api.traced_people(here.judge, case.pk).items)


def said(here: Ward, case: Case, **changes: Any) -> Any:
    with clock.at(NOON + timedelta(minutes=5)):
        return api.decide_traced(here.judge, case.pk, TracedDecision(**changes))


def test_who_checked_in_with_the_case_is_proposed_by_the_packs_at_the_place(here: Ward, lists: Lists, case: Case) -> None:
    sick, other, later = here.people(3)
    lists.met("Table 4", [sick, other], kind="dining_table")
    lists.met("Table 4", [later], kind="dining_table", after=120)
    found = look(here, case)
    assert [(place.name, place.groups) for place in found.places] == [("Table 4", (("close", 1),))]
    assert [(row.person_id, row.group, row.minutes) for row in rows(here, case)] == [(other, "close", 60)]


def test_a_place_of_the_itinerary_finds_its_records_by_name_in_the_same_area(here: Ward, lists: Lists, case: Case) -> None:
    with clock.at(NOON):
        stay = api.add_stay(here.judge, case.pk, here.stay())
        api.add_stay(here.judge, case.pk, here.stay(place_name="Bath house"))
    lists.met("noodle  HOUSE", here.people(3)[1:], kind="dining_table")
    found = look(here, case)
    assert (found.open, found.held, found.unmatched) == (2, 1, 1)
    assert set(ContactProposal.objects.values_list("stay", flat=True)) == {stay}


def test_far_seats_of_a_train_are_a_lower_class_than_near_ones(here: Ward, lists: Lists, case: Case) -> None:
    sick, near, far = here.people(3)
    seats = [(sick, "05-12A"), (near, "05-13F"), (far, "01-02A")]
    lists.send(*(lists.row("G1", person, kind="sealed_train", seat=seat) for person, seat in seats))
    look(here, case)
    groups = {row.person_id: row.group for row in rows(here, case)}
    assert groups[near] == "close"
    assert groups.get(far) != "close"


def test_the_seat_of_another_day_changes_nothing_about_a_journey(here: Ward, lists: Lists, case: Case) -> None:
    sick, far = here.people(2)
    seats = [(sick, "05-12A"), (far, "01-02A")]
    lists.send(*(lists.row("G1", person, kind="sealed_train", seat=seat) for person, seat in seats))
    look(here, case)
    lists.met("G1", [sick], kind="sealed_train", seat="01-01A", after=-1440)
    look(here, case, minutes=3)
    assert [(row.person_id, row.group, row.change.value) for row in rows(here, case)] == [(far, "general", "same")]


@pytest.mark.parametrize(("minutes", "found"), [(480, 1), (120, 0)])
def test_a_journey_of_the_itinerary_is_that_of_its_day_or_one_still_going_from_the_day_before(
    here: Ward, lists: Lists, case: Case, minutes: int, found: int
) -> None:
    midnight = EVENING + timedelta(hours=6, minutes=30)
    with clock.at(NOON):
        api.add_stay(here.judge, case.pk, here.stay(place_name="K7", starts_at=midnight, ends_at=midnight + timedelta(hours=1)))
    row = lists.row("K7", here.people(2)[1], kind="open_train", after=60, minutes=minutes)
    lists.send(f"{row},2021-11-07", headings=f"{HEADINGS},departure_date")
    assert look(here, case).held == found
    assert len(rows(here, case)) == found


def test_a_proposal_explains_itself(here: Ward, lists: Lists, case: Case) -> None:
    lists.met("Market", here.people(2))
    look(here, case)
    sheet = api.traced_proposal(here.judge, case.pk, rows(here, case)[0].id)
    assert [(one.place, one.minutes, one.gap) for one in sheet.evidence] == [("Market", 60, 0)]
    assert [line.address for line in sheet.because] == ["shared_places.venue", "contact_classes.venue_exposed"]
    assert "close" in [name for name, _why in sheet.against]


def test_a_look_judges_nobody(here: Ward, lists: Lists, case: Case) -> None:
    lists.met("Table 4", here.people(2), kind="dining_table")
    look(here, case)
    assert not ContactJudgement.objects.exists()
    assert not FollowUp.objects.exists()


def test_one_decision_for_all_of_a_class_at_a_place_starts_their_follow_up(here: Ward, lists: Lists, case: Case) -> None:
    lists.met("Table 4", here.people(3), kind="dining_table")
    place = look(here, case).places[0]
    assert said(here, case, place_id=place.id, of_group="close", look_id=place.look_id).judged == 2
    assert ContactLink.objects.filter(case=case, group="close").count() == FollowUp.objects.count() == 2
    assert {row.state for row in rows(here, case)} == {ProposalState.JUDGED}


def test_the_same_decision_sent_twice_is_one(here: Ward, lists: Lists, case: Case) -> None:
    lists.met("Table 4", here.people(2), kind="dining_table")
    look(here, case)
    chosen = tuple(row.id for row in rows(here, case))
    for _time in range(2):
        said(here, case, proposal_ids=chosen)
    assert ContactJudgement.objects.count() == 1


def test_the_reason_and_the_signer_of_the_first_time_stay_when_it_is_sent_again(here: Ward, lists: Lists, case: Case) -> None:
    lists.met("Table 4", [*here.people(2), "13812345678"], kind="dining_table")
    look(here, case)
    chosen = tuple(row.id for row in rows(here, case))
    with clock.at(NOON + timedelta(minutes=5)):
        for actor, reason in ((here.judge, "sat elsewhere"), (here.second, "once more")):
            api.decide_traced(actor, case.pk, TracedDecision(chosen, group=NO_CLASS, reason=reason))
    assert set(ContactProposal.objects.values_list("reason", "decided_by")) == {("sat elsewhere", "Investigator Ma")}


@pytest.mark.parametrize(
    "second", [{"group": NO_CLASS, "reason": "sat elsewhere"}, {"is_protected": True}, {"group": "general", "reason": "x"}]
)
def test_another_decision_about_the_same_person_is_a_judgement_of_its_own(
    here: Ward, lists: Lists, case: Case, second: dict[str, Any]
) -> None:
    lists.met("Table 4", here.people(2), kind="dining_table")
    look(here, case)
    chosen = tuple(row.id for row in rows(here, case))
    for changes in ({}, second, {}):
        said(here, case, proposal_ids=chosen, **changes)
    assert ContactJudgement.objects.count() == 3
    assert ContactProposal.objects.get().judgement == ContactJudgement.objects.latest("pk")


def test_what_was_taken_back_may_be_decided_again_before_anybody_looks(here: Ward, lists: Lists, case: Case) -> None:
    lists.met("Table 4", here.people(2), kind="dining_table")
    look(here, case)
    chosen = tuple(row.id for row in rows(here, case))
    said(here, case, proposal_ids=chosen)
    with clock.at(NOON + timedelta(minutes=4)):
        api.take_back_judgement(here.judge, ContactJudgement.objects.get().pk, reason="another person")
    said(here, case, proposal_ids=chosen)
    assert ContactJudgement.objects.filter(taken_back=None).count() == 1


def test_who_moved_away_is_left_out_and_the_others_are_judged(here: Ward, lists: Lists, case: Case) -> None:
    sick, stays, moved = here.people(3)
    lists.met("Table 4", [sick, stays, moved], kind="dining_table")
    look(here, case)
    Person.objects.filter(pk=moved).update(grid=Area.objects.exclude(path__startswith=here.world.county.path).latest("pk"))
    decided = said(here, case, proposal_ids=tuple(ContactProposal.objects.values_list("pk", flat=True)))
    assert (decided.judged, decided.outside) == (1, 1)
    assert ContactJudgement.objects.get().person_id == stays


def test_nobody_signs_for_people_whom_a_later_look_added(here: Ward, lists: Lists, case: Case) -> None:
    lists.met("Table 4", here.people(2), kind="dining_table")
    place = look(here, case).places[0]
    lists.met("Table 4", here.people(3)[2:], kind="dining_table")
    look(here, case, minutes=3)
    with pytest.raises(Refusal, match="looked_again"):
        said(here, case, place_id=place.id, of_group="close", look_id=place.look_id)
    with pytest.raises(Refusal, match="look_missing"):
        said(here, case, place_id=place.id, of_group="close")
    with pytest.raises(Refusal, match="both"):
        said(here, case, place_id=place.id, proposal_ids=(1,), look_id=place.look_id)
    assert not ContactJudgement.objects.exists()


def test_no_contact_needs_a_reason_and_is_kept_by_the_next_look(here: Ward, lists: Lists, case: Case) -> None:
    lists.met("Table 4", here.people(2), kind="dining_table")
    look(here, case)
    chosen = tuple(row.id for row in rows(here, case))
    with pytest.raises(Refusal, match="reason_missing"):
        said(here, case, proposal_ids=chosen, group=NO_CLASS)
    said(here, case, proposal_ids=chosen, group=NO_CLASS, reason="sat in the other hall")
    look(here, case, minutes=9)
    assert [(row.state, row.judged_as) for row in rows(here, case)] == [(ProposalState.DISMISSED, NO_CLASS)]


def test_a_look_again_tells_what_is_new_and_what_fell_away_and_keeps_what_was_judged(here: Ward, lists: Lists, case: Case) -> None:
    sick, judged, gone, new = here.people(4)
    load = lists.met("Table 4", [sick, judged, gone], kind="dining_table")
    look(here, case)
    said(here, case, proposal_ids=tuple(row.id for row in rows(here, case) if row.person_id == judged))
    load.stays.filter(person_id=gone).delete()
    lists.met("Table 4", [new], kind="dining_table")
    found = look(here, case, minutes=9)
    assert found.look is not None
    assert (found.look.new, found.look.gone, found.look.same) == (1, 1, 1)
    assert {row.person_id: row.state.value for row in rows(here, case)} == {judged: "judged", gone: "gone", new: "open"}


def test_who_is_exposed_again_or_more_strongly_is_to_be_judged_again(here: Ward, lists: Lists, case: Case) -> None:
    people = here.people(2)
    lists.met("Market", people)
    look(here, case)
    said(here, case, proposal_ids=tuple(row.id for row in rows(here, case)))
    lists.met("Table 4", people, kind="dining_table", after=90)
    found = look(here, case, minutes=9)
    (row,) = rows(here, case)
    assert (row.state, row.change.value, row.group_before, row.group, row.judged_as) == (
        "open",
        "raised",
        "venue_exposed",
        "close",
        "venue_exposed",
    )
    assert found.look is not None
    assert found.look.raised == 1


def test_a_judgement_that_was_taken_back_is_to_be_made_again(here: Ward, lists: Lists, case: Case) -> None:
    lists.met("Table 4", here.people(2), kind="dining_table")
    look(here, case)
    said(here, case, proposal_ids=tuple(row.id for row in rows(here, case)))
    with clock.at(NOON + timedelta(minutes=6)):
        api.take_back_judgement(here.judge, ContactJudgement.objects.get().pk, reason="another person")
    look(here, case, minutes=9)
    assert [row.state for row in rows(here, case)] == [ProposalState.OPEN]


def test_who_was_judged_as_much_already_is_not_to_be_judged_again(here: Ward, lists: Lists, case: Case) -> None:
    other = here.people(2)[1]
    here.judged(case, here.exposed(other))
    lists.met("Market", here.people(2))
    look(here, case)
    assert [row.state for row in rows(here, case)] == [ProposalState.JUDGED]


def test_who_was_judged_through_another_judgement_is_to_be_judged_when_that_is_taken_back(here: Ward, lists: Lists, case: Case) -> None:
    here.judged(case, here.exposed(here.people(2)[1]))
    lists.met("Market", here.people(2))
    look(here, case)
    with clock.at(NOON + timedelta(minutes=2)):
        api.take_back_judgement(here.judge, ContactJudgement.objects.get().pk, reason="another person")
    look(here, case, minutes=9)
    assert [row.state for row in rows(here, case)] == [ProposalState.OPEN]


def test_who_fell_away_though_judged_is_counted_by_the_look_that_lost_them_alone(here: Ward, lists: Lists, case: Case) -> None:
    load = lists.met("Table 4", here.people(2), kind="dining_table")
    look(here, case)
    said(here, case, proposal_ids=tuple(row.id for row in rows(here, case)))
    load.stays.all().delete()
    counts = [found.gone for found in (look(here, case, minutes=minutes).look for minutes in (6, 9)) if found]
    assert counts == [1, 0]


def test_another_case_is_counted_and_not_proposed(here: Ward, lists: Lists, case: Case) -> None:
    people = here.people(2)
    here.positive(people[1], tube="T2")
    lists.met("Table 4", people, kind="dining_table")
    found = look(here, case)
    assert found.look is not None
    assert (found.open, found.look.cases_met) == (0, 1)


def test_whoever_is_on_no_roster_is_identified_before_being_judged(here: Ward, lists: Lists, case: Case) -> None:
    sick, known = here.people(2)
    lists.met("Table 4", [sick, "13812345678"], kind="dining_table")
    look(here, case)
    (row,) = rows(here, case)
    assert (row.is_unknown, row.name, row.phone) == (True, "Wang", "13812345678")
    with pytest.raises(Refusal, match="nobody_judged"):
        said(here, case, proposal_ids=(row.id,))
    with clock.at(NOON + timedelta(minutes=3)):
        api.identify(here.judge, case.pk, row.id, typed=lists.card(known))
    assert said(here, case, proposal_ids=(row.id,)).judged == 1
    look(here, case, minutes=9)
    assert [(row.person_id, row.state) for row in rows(here, case)] == [(known, ProposalState.JUDGED)]


def test_who_was_identified_for_another_case_is_not_said_again_and_nobody_is_the_case(here: Ward, lists: Lists, case: Case) -> None:
    sick, other, known = here.people(3)
    second = here.positive(other, tube="T2")
    lists.met("Table 4", [sick, other, "13812345678"], kind="dining_table")
    for one in (case, second):
        look(here, one)
    first, again = ContactProposal.objects.order_by("pk")
    with clock.at(NOON + timedelta(minutes=3)):
        with pytest.raises(Refusal, match="case_itself"):
            api.identify(here.judge, case.pk, first.pk, typed=lists.card(sick))
        api.identify(here.judge, case.pk, first.pk, typed=lists.card(known))
        for one, row in ((second, again), (case, first)):
            with pytest.raises(Refusal, match="identified"):
                api.identify(here.judge, one.pk, row.pk, typed=lists.card(sick))
    assert UnknownPerson.objects.get().person_id == known


def test_whoever_sees_nobody_where_a_list_comes_from_identifies_and_dismisses_nobody_there(here: Ward, lists: Lists, case: Case) -> None:
    sick, known = here.people(2)
    lists.met("Table 4", [sick, "13812345678"], kind="dining_table")
    look(here, case)
    UnknownPerson.objects.update(area_path="/elsewhere/")
    (row,) = rows(here, case)
    with pytest.raises(NotAllowed), clock.at(NOON):
        api.identify(here.judge, case.pk, row.id, typed=lists.card(known))
    with pytest.raises(Refusal, match="nobody_judged"):
        said(here, case, proposal_ids=(row.id,), group=NO_CLASS, reason="sat elsewhere")
    assert row.is_outside


def test_contacts_of_a_judged_contact_of_higher_risk_are_looked_for(here: Ward, lists: Lists, case: Case) -> None:
    sick, close, third = here.people(3)
    lists.met("Table 4", [sick, close], kind="dining_table")
    lists.met("Table 9", [close, third], kind="dining_table", after=120)
    assert look(here, case).open == 1
    said(here, case, proposal_ids=tuple(row.id for row in rows(here, case)))
    look(here, case, minutes=9)
    second = next(row for row in rows(here, case) if row.person_id == third)
    assert (second.group, second.generation) == ("secondary", 2)
    said(here, case, proposal_ids=(second.id,))
    assert ContactLink.objects.filter(person_id=third, through__person_id=close).exists()


def test_every_look_at_people_is_logged_and_tells_those_above(here: Ward, lists: Lists, case: Case) -> None:
    heard: list[ContactsProposed] = []
    lists.met("Table 4", [*here.people(2), "13812345678"], kind="dining_table")
    with events.listening(ContactsProposed, heard.append):
        look(here, case)
    rows(here, case)
    read = entries(staff("auditor"), AuditFilter(action="person.read")).items
    assert [event.to_judge for event in heard] == [2]
    assert sum(entry.people or 0 for entry in read if entry.details["purpose"] == f"casework.traced case {case.pk}") == 2


def test_those_above_hear_how_many_still_wait_after_a_look_and_after_each_decision(here: Ward, lists: Lists, case: Case) -> None:
    heard: list[int] = []
    lists.met("Table 4", here.people(3), kind="dining_table")
    with (
        events.listening(ContactsProposed, lambda event: heard.append(event.waiting)),
        events.listening(ProposedContactsJudged, lambda event: heard.append(event.waiting)),
    ):
        look(here, case)
        for row in rows(here, case):
            said(here, case, proposal_ids=(row.id,))
        look(here, case, minutes=9)
    assert heard == [2, 1, 0, 0]


def test_whoever_is_identified_as_somebody_proposed_already_waits_no_more(here: Ward, lists: Lists, case: Case) -> None:
    other = here.people(2)[1]
    lists.met("Table 4", [*here.people(2), "13812345678"], kind="dining_table")
    look(here, case)
    unknown = next(row for row in rows(here, case) if row.person_id is None)
    heard: list[ProposedContactsJudged] = []
    with events.listening(ProposedContactsJudged, heard.append), clock.at(NOON):
        api.identify(here.judge, case.pk, unknown.id, typed=lists.card(other))
    assert [event.waiting for event in heard] == [1]


@pytest.mark.parametrize("was", [ProposalState.GONE, ProposalState.DISMISSED, ProposalState.JUDGED])
def test_whoever_is_identified_as_somebody_decided_on_without_these_stays_is_to_be_judged_again(
    here: Ward, lists: Lists, case: Case, was: ProposalState
) -> None:
    other = here.people(2)[1]
    lists.met("Table 4", [*here.people(2), "13812345678"], kind="dining_table")
    look(here, case)
    ContactProposal.objects.filter(person_id=other).update(state=was)
    if was is ProposalState.GONE:
        ProposalStay.objects.filter(proposal__person_id=other).delete()
    unknown = next(row for row in rows(here, case) if row.person_id is None)
    heard: list[ProposedContactReopened] = []
    with events.listening(ProposedContactReopened, heard.append), clock.at(NOON):
        api.identify(here.judge, case.pk, unknown.id, typed=lists.card(other))
    assert [(row.person_id, row.state) for row in rows(here, case)] == [(other, ProposalState.OPEN)]
    assert ProposalStay.objects.exists()
    assert [event.proposal_id for event in heard] == ([] if was is ProposalState.GONE else [unknown.id])


def test_only_who_judges_there_sees_looks_and_decides(here: Ward, lists: Lists, case: Case) -> None:
    lists.met("Table 4", here.people(2), kind="dining_table")
    look(here, case)
    with pytest.raises(NotAllowed):
        api.traced_contacts(staff("commander", here.world.county.path), case.pk)
    with pytest.raises(NotFound):
        api.look(staff("investigator", here.world.grids[1].path), case.pk)


def test_a_case_excluded_while_its_records_are_searched_gets_no_proposals(here: Ward, lists: Lists, case: Case) -> None:
    lists.met("Table 4", here.people(2), kind="dining_table")

    def meanwhile(_done: int, _total: int) -> None:
        if Case.objects.get(pk=case.pk).case_class != "excluded":
            here.turn(case, "excluded", note="the sample was another's")

    with clock.at(NOON), pytest.raises(Refusal, match="case_excluded"):
        looking.run_look(here.judge, case.pk, progress=meanwhile)
    assert not ContactProposal.objects.exists()


def test_nobody_looks_around_a_case_that_was_excluded(here: Ward, case: Case) -> None:
    here.turn(case, "excluded", note="the sample was another's")
    with pytest.raises(Refusal, match="case_excluded"):
        look(here, case)


def test_a_look_asks_once_how_much_there_is_to_look_at(here: Ward, lists: Lists, case: Case, django_assert_max_num_queries: Any) -> None:
    lists.met("Table 4", here.people(2), kind="dining_table")
    with django_assert_max_num_queries(200) as asked:
        look(here, case)
    assert sum("SELECT count(DISTINCT s.id)" in query["sql"] for query in asked.captured_queries) == 1


def test_people_and_places_are_read_in_few_queries(here: Ward, lists: Lists, case: Case, django_assert_max_num_queries: Any) -> None:
    lists.met("Table 4", [*here.people(4), "13812345678"], kind="dining_table")
    look(here, case)
    with django_assert_max_num_queries(9):
        assert len(api.traced_contacts(here.judge, case.pk).places) == 1
    with django_assert_max_num_queries(7):
        assert len(api.traced_people(here.judge, case.pk).items) == 4


def forget(here: Ward, *, days: int) -> None:
    with clock.at(NOON + timedelta(days=days)):
        api.forget_stays(here.judge)


def test_what_a_decision_rests_on_goes_a_month_after_the_case(here: Ward, lists: Lists, case: Case) -> None:
    lists.met("Table 4", here.people(2), kind="dining_table")
    look(here, case)
    said(here, case, proposal_ids=tuple(row.id for row in rows(here, case)))
    Case.objects.filter(pk=case.pk).update(closed_at=NOON)
    forget(here, days=29)
    assert ProposalStay.objects.exists()
    forget(here, days=31)
    assert not ProposalStay.objects.exists()


def test_who_was_not_decided_while_the_stays_were_held_falls_away_with_them(here: Ward, lists: Lists, case: Case) -> None:
    _sick, decided, _undecided = people = here.people(3)
    lists.met("Table 4", people, kind="dining_table")
    look(here, case)
    said(here, case, proposal_ids=tuple(row.id for row in rows(here, case) if row.person_id == decided))
    forget(here, days=13)
    assert ProposalStay.objects.count() == 2
    heard: list[ProposedContactsJudged] = []
    with events.listening(ProposedContactsJudged, heard.append):
        forget(here, days=14)
    assert [event.waiting for event in heard] == [0]
    assert ProposalStay.objects.get().proposal.person_id == decided
    assert sorted(row.state.value for row in rows(here, case)) == ["gone", "judged"]


def test_a_falling_away_that_was_cut_off_before_it_was_told_is_told_the_next_time(here: Ward, lists: Lists, case: Case) -> None:
    lists.met("Table 4", here.people(2), kind="dining_table")
    look(here, case)
    heard: list[ProposedContactsJudged] = []

    def cut_off(_event: ProposedContactsJudged) -> None:
        raise KeyboardInterrupt

    with events.listening(ProposedContactsJudged, cut_off), pytest.raises(KeyboardInterrupt):
        forget(here, days=14)
    with events.listening(ProposedContactsJudged, heard.append):
        forget(here, days=14)
    assert [event.waiting for event in heard] == [0]


@pytest.mark.parametrize("whose", [0, 1])
def test_what_was_decided_on_a_location_goes_with_the_order_of_either_stay_and_nothing_else_does(
    here: Ward, lists: Lists, case: Case, whose: int
) -> None:
    people = here.people(2)
    lists.met("C1", [people[1 - whose]], kind="dining_table")
    row = lists.row("C1", people[whose], kind="dining_table")
    lists.send(row, evidence=Evidence.PHONE, ordered_until=TODAY + timedelta(days=2))
    lists.met("Table 4", people, kind="dining_table")
    look(here, case)
    said(here, case, proposal_ids=tuple(row.id for row in rows(here, case)))
    for days, places in ((2, ["C1", "Table 4"]), (3, ["Table 4"])):
        forget(here, days=days)
        assert sorted(ProposalStay.objects.values_list("place__name", flat=True)) == places
    assert [row.state for row in rows(here, case)] == [ProposalState.JUDGED]


@pytest.mark.parametrize(
    ("ordered", "is_held", "young", "kept"),
    [
        (True, True, False, TODAY + timedelta(days=2)),
        (False, True, False, None),
        (True, False, True, date(2000, 1, 1)),
        (True, False, False, None),
    ],
)
def test_what_was_decided_on_a_vehicle_before_journeys_were_places_goes_with_the_order_of_its_journey(
    here: Ward, lists: Lists, case: Case, ordered: bool, is_held: bool, young: bool, kept: date | None
) -> None:
    listed = [lists.row("G1", person, kind="open_train", seat="05-12A") for person in here.people(2)]
    lists.send(*listed, ordered_until=TODAY + timedelta(days=2) if ordered else None)
    look(here, case)
    vehicle = TracedPlace.objects.get()
    train = TracedPlace.objects.create(area_path=vehicle.area_path, name=vehicle.name, kind=vehicle.kind, key=vehicle.key.partition("@")[0])
    ProposalStay.objects.update(place=train, kept_until=None)
    if young:
        ProposalStay.objects.update(person_from=clock.now(), person_until=clock.now() + timedelta(hours=1))
    if not is_held:
        HeldStay.objects.all().delete()
    import_module("outpace.casework.migrations.0016_evidence_of_journeys").date_evidence(apps, None)
    assert ProposalStay.objects.get().kept_until == kept


def test_a_look_at_many_stays_is_made_by_a_run(here: Ward, lists: Lists, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "AT_ONCE", 0)
    lists.met("Table 4", here.people(2), kind="dining_table")
    with clock.at(NOON + timedelta(minutes=1)):
        looked = api.look(here.judge, case.pk)
        assert (looked.look_id, looked.run_id is not None, ContactProposal.objects.count()) == (None, True, 0)
        api.run_look(here.judge, case.pk, progress=lambda _done, _total: None)
    assert ContactProposal.objects.count() == 1


def test_more_stays_than_a_look_takes_in_are_refused_and_not_sampled(
    here: Ward, lists: Lists, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "MOST", 0)
    lists.met("Table 4", here.people(2), kind="dining_table")
    with pytest.raises(Refusal, match="too_many_stays"):
        look(here, case)


def test_stays_around_judged_contacts_are_counted_with_those_around_the_case_and_bound_a_look(
    here: Ward, lists: Lists, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    sick, close, *others = here.people(4)
    lists.met("Table 4", [sick, close], kind="dining_table")
    lists.met("Table 9", [close, *others], kind="dining_table", after=120)
    for minutes, stays in ((1, 2), (9, 5)):
        found = look(here, case, minutes=minutes).look
        assert found is not None
        assert found.stays == stays
        said(here, case, proposal_ids=tuple(row.id for row in rows(here, case) if row.person_id == close))
    monkeypatch.setattr(looking, "MOST", 4)
    with pytest.raises(Refusal, match="too_many_stays"):
        look(here, case, minutes=12)
