"""The table of the loop: which news starts what, and which fact closes what."""

from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import Place, Trigger
from outpace.command.choices import Kind
from outpace.command.rules.loop import COMPLETED_BY, CONFIRMED, EXCLUDED, LIMITS, gap_cause, local_draft, needs_transport, triggers_of_case
from outpace.command.tests.world import MORNING, minutes

CLASSES = st.sampled_from(["preliminary", EXCLUDED, *sorted(CONFIRMED)])


@given(st.lists(CLASSES, min_size=1, max_size=8))
def test_every_standing_case_has_been_told_of_once_since_it_was_last_excluded(classes: list[str]) -> None:
    told: list[Trigger] = []
    before = ""
    for after in classes:
        told = [] if after == EXCLUDED else [*told, *triggers_of_case(before, after)]
        before = after
    assert told.count(Trigger.PRELIMINARY_POSITIVE) == (classes[-1] != EXCLUDED)
    assert classes[-1] not in CONFIRMED or Trigger.CASE_CONFIRMED in told


def test_a_case_confirmed_at_once_starts_both() -> None:
    assert triggers_of_case("", "confirmed") == (Trigger.PRELIMINARY_POSITIVE, Trigger.CASE_CONFIRMED)


def test_a_case_that_becomes_symptomatic_starts_nothing_again() -> None:
    assert triggers_of_case("asymptomatic", "confirmed") == ()


@given(st.sampled_from(sorted(LIMITS)))
def test_a_deadline_that_the_news_brings_goes_before_our_own(kind: Kind) -> None:
    own, brought = (
        local_draft(kind, trigger="t", at=MORNING),
        local_draft(kind, trigger="t", at=MORNING, due_at=MORNING + minutes(7)),
    )
    assert own.due_at == MORNING + minutes(LIMITS[kind].minutes)
    assert own.why.unconfirmed
    assert (brought.due_at, brought.why.unconfirmed) == (MORNING + minutes(7), "")


def test_people_are_brought_only_where_they_do_not_go_by_themselves() -> None:
    brought = {place for place in Place if needs_transport(place, asked_by_case=False)}
    assert brought == {Place.CENTRALISED, Place.FANGCANG, Place.HOSPITAL}
    assert {place for place in Place if needs_transport(place, asked_by_case=True)} == {Place.CENTRALISED}


def test_no_fact_closes_a_kind_both_ways() -> None:
    assert all(not set(closes.by_subject) & set(closes.by_person) for closes in COMPLETED_BY.values())


def test_a_task_by_our_own_limit_names_the_limit_as_its_ground() -> None:
    draft = local_draft(Kind.DECIDE_ZONE, trigger="zone_proposed", at=MORNING)
    assert (draft.kind, draft.owner, draft.trigger) == (Kind.DECIDE_ZONE, "commander", "zone_proposed")
    assert (draft.why.pack, draft.why.version, draft.why.address) == ("local", "1", "limits.decide_zone")
    assert draft.why.text == '{"minutes": 60, "owner": "commander"}'


def test_a_gap_is_one_for_each_person_and_hand_over_of_a_trip() -> None:
    assert [gap_cause(7, 12, delivered=delivered) for delivered in (True, False)] == ["trip:7:in:12", "trip:7:out:12"]
