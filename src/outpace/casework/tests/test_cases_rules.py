"""The rules of cases, as properties: classes, windows, withdrawn results, clocks, contacts and chains."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import NO_CLASS, Place, Presentation, Setting, Trigger, shipped_library
from outpace.casework.choices.cases import Doubt, Evidence, LegalBasis
from outpace.casework.rules.cases import (
    CLASSES,
    Asked,
    CaseDates,
    asked_by_withdrawal,
    may_become,
    options,
    presentation,
    setting_found_in,
    stronger,
    window,
)
from outpace.casework.rules.cases_chain import Link, closes_circle, generations, main_source, standing_links
from outpace.casework.rules.cases_clocks import Done, owed, timeliness
from outpace.casework.rules.cases_contacts import KEPT_BY_OTHERS, Judged, basis_holds, needs_reason, standing

NINTH = shipped_library().protocol("cn-covid-9")
BEIJING = timezone(timedelta(hours=8))
EBOLA = shipped_library().protocol("who-ebola")
AT = datetime(2022, 8, 11, 9, 30, tzinfo=UTC)
classes = st.sampled_from(CLASSES)
days = st.integers(0, 30).map(lambda number: date(2022, 8, 1) + timedelta(days=number))
groups = st.sampled_from(["close", "secondary", "general", NO_CLASS])
pairs = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6), st.sampled_from(Doubt)), max_size=12)


@given(classes, classes, st.booleans())
def test_a_case_never_becomes_what_it_is_and_a_correction_may_go_anywhere_else(current: str, becomes: str, correcting: bool) -> None:
    allowed = may_become(NINTH, current, becomes, correcting=correcting).value
    assert allowed == (becomes != current and (correcting or becomes in options(NINTH, current).value))


@given(classes)
def test_every_step_names_the_line_it_rests_on(current: str) -> None:
    assert options(NINTH, current).because[0].address == f"case_classes.{current}"


@given(classes)
def test_a_pack_without_classes_lets_a_case_go_to_any_other(current: str) -> None:
    assert set(options(EBOLA, current).value) == set(CLASSES) - {current}


@given(classes, st.integers(0, 3), st.booleans())
def test_only_a_preliminary_case_that_nobody_judged_is_excluded_by_rule(current: str, others: int, judged: bool) -> None:
    asked = asked_by_withdrawal(current, other_tubes=others, judged_by_person=judged)
    assert (asked is Asked.EXCLUDE) == (current == "preliminary" and not others and not judged)
    assert (asked is Asked.NOTHING) == (bool(others) or current == "excluded")


@given(days, days, st.one_of(st.none(), days))
def test_the_window_starts_two_days_before_onset_and_never_ends_before_it_starts(found: date, onset: date, isolated: date | None) -> None:
    at = datetime(found.year, found.month, found.day, 4, tzinfo=UTC)
    ended = None if isolated is None else datetime(isolated.year, isolated.month, isolated.day, 4, tzinfo=UTC)
    shown = window(NINTH, "confirmed", CaseDates(at, onset_on=onset, isolated_at=ended), zone=UTC).value
    assert shown.start == onset - timedelta(days=2)
    assert shown.end == (None if isolated is None else max(isolated, shown.start))


@given(days)
def test_an_asymptomatic_case_counts_from_its_sample_in_local_days(sampled: date) -> None:
    late = datetime(sampled.year, sampled.month, sampled.day, 23, tzinfo=UTC)
    assert window(NINTH, "asymptomatic", CaseDates(AT, sampled_at=late), zone=UTC).value.start == sampled - timedelta(days=2)


@pytest.mark.parametrize(
    ("current", "onset", "shown"),
    [
        ("preliminary", False, Presentation.ASYMPTOMATIC),
        ("preliminary", True, Presentation.SYMPTOMATIC),
        ("confirmed", False, Presentation.SYMPTOMATIC),
    ],
)
def test_symptoms_decide_which_window_holds(current: str, onset: bool, shown: Presentation) -> None:
    assert presentation(current, has_onset=onset) is shown


@given(st.one_of(st.none(), st.sampled_from(Place)), st.booleans())
def test_whoever_was_found_in_isolation_was_not_found_in_the_community(place: Place | None, targeted: bool) -> None:
    found = setting_found_in(place=place, group="close", targeted=targeted, was_discharged=False)
    inside = place in {Place.CENTRALISED, Place.FANGCANG, Place.HOSPITAL, Place.HOME_ISOLATION, Place.HOME_MONITORING}
    assert (found in {Setting.CENTRALISED_ISOLATION, Setting.HOME_ISOLATION}) == inside


@pytest.mark.parametrize(
    ("group", "discharged", "found"),
    [
        ("discharged", False, Setting.POST_DISCHARGE),
        ("close", True, Setting.POST_DISCHARGE),
        ("inbound", False, Setting.INBOUND_CHECK),
        ("closed_loop_job", False, Setting.CLOSED_LOOP),
    ],
)
def test_what_a_person_was_followed_for_comes_before_where(group: str, discharged: bool, found: Setting) -> None:
    assert setting_found_in(place=Place.CENTRALISED, group=group, targeted=False, was_discharged=discharged) is found


@given(groups, groups)
def test_the_stronger_class_is_one_of_the_two_whichever_comes_first(first: str, second: str) -> None:
    found = stronger(NINTH, first, second)
    assert found in {first, second}
    assert found == stronger(NINTH, second, first)


def test_a_positive_starts_report_trajectory_investigation_and_relook_in_order() -> None:
    found = owed(NINTH, Trigger.PRELIMINARY_POSITIVE, AT)
    assert [one.name for one in found] == ["network_report", "core_trajectory", "investigation", "review_by_second_person"]
    assert all(early.due_at <= late.due_at for early, late in pairwise(found))
    assert [str(one.because.address) for one in found][:2] == ["clocks.network_report", "clocks.core_trajectory"]


@given(st.lists(st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(0, 60))), max_size=8))
def test_timeliness_counts_every_investigation_once(rows: list[tuple[int, int | None]]) -> None:
    listed = [Done(AT + timedelta(hours=start), None if took is None else AT + timedelta(hours=start + took)) for start, took in rows]
    found = timeliness(listed, now=AT + timedelta(hours=70))
    assert found.in_time + found.late + found.running == found.started == len(rows)
    assert found.in_time == sum(took is not None and took <= 24 for _, took in rows)
    assert found.running_late == sum(took is None and start + 24 < 70 for start, took in rows)


@given(st.lists(st.tuples(groups, days, days), max_size=6))
def test_of_repeated_exposures_the_latest_day_wins_and_the_first_stays(rows: list[tuple[str, date, date]]) -> None:
    judged = [Judged(group, 1, min(one, other), max(one, other)) for group, one, other in rows]
    counted = [one for one in judged if one.group != NO_CLASS]
    found = standing(NINTH, judged)
    assert (found is None) == (not counted)
    if found is not None:
        assert (found.first, found.last) == (min(one.first for one in counted), max(one.last for one in counted))
        assert all(stronger(NINTH, found.group, one.group) == found.group for one in counted)


@given(st.sampled_from(Evidence), st.sampled_from(LegalBasis))
def test_a_written_request_needs_its_number_whatever_it_asks_for(evidence: Evidence, basis: LegalBasis) -> None:
    assert basis_holds(evidence, LegalBasis.AGENCY_REQUEST, "2022-7")
    assert not basis_holds(evidence, LegalBasis.AGENCY_REQUEST, " ")
    assert basis_holds(evidence, basis, "2022-7") or basis is LegalBasis.DUTY_TO_TELL


def test_a_reason_is_needed_only_to_depart_from_the_proposal() -> None:
    assert (needs_reason("close", "close"), needs_reason("close", NO_CLASS)) == (False, True)


@given(pairs)
def test_links_taken_one_by_one_never_close_a_circle(rows: list[tuple[int, int, Doubt]]) -> None:
    facts: list[Link] = []
    for case, source, doubt in rows:
        if case != source and (doubt is Doubt.RULED_OUT or not closes_circle(standing_links(facts), case=case, source=source)):
            facts.append(Link(case, source, doubt))
    links = standing_links(facts)
    depth = generations(range(1, 7), links)
    for case in range(1, 7):
        main = main_source(links, case)
        assert depth[case] == (1 if main is None else (depth[main.source] or 0) + 1)


def test_a_case_is_its_own_source_neither_directly_nor_through_others() -> None:
    links = [Link(2, 1, Doubt.CERTAIN), Link(3, 2, Doubt.POSSIBLE)]
    assert closes_circle(links, case=1, source=3)
    assert closes_circle([], case=1, source=1)
    assert not closes_circle(links, case=3, source=1)


def test_of_several_sources_the_surest_is_drawn_and_a_later_judgement_holds() -> None:
    facts = [Link(3, 1, Doubt.CERTAIN), Link(3, 2, Doubt.LIKELY), Link(3, 1, Doubt.RULED_OUT)]
    assert standing_links(facts) == (Link(3, 2, Doubt.LIKELY),)
    assert main_source([Link(3, 1, Doubt.POSSIBLE), Link(3, 2, Doubt.LIKELY)], 3) == Link(3, 2, Doubt.LIKELY)


def test_a_circle_that_was_stored_all_the_same_is_named() -> None:
    with pytest.raises(ValueError, match="its own source"):
        generations([1, 2], [Link(1, 2, Doubt.CERTAIN), Link(2, 1, Doubt.CERTAIN)])


def test_somebody_in_no_follow_up_was_found_by_whatever_pass_it_was() -> None:
    found = [setting_found_in(place=None, group="", targeted=targeted, was_discharged=False) for targeted in (True, False)]
    assert found == [Setting.KEY_GROUP_SCREENING, Setting.COMMUNITY_SCREENING]


@pytest.mark.parametrize(("took", "in_time"), [(timedelta(hours=24), 1), (timedelta(hours=24, seconds=1), 0)])
def test_the_limit_itself_is_in_time(took: timedelta, in_time: int) -> None:
    assert timeliness([Done(AT, AT + took)], now=AT + timedelta(days=3)).in_time == in_time
    assert timeliness([Done(AT, None)], now=AT + took).running_late == 1 - in_time


@pytest.mark.parametrize("evidence", Evidence)
def test_what_others_keep_needs_consent_or_a_request_and_what_people_tell_needs_neither(evidence: Evidence) -> None:
    assert basis_holds(evidence, LegalBasis.DUTY_TO_TELL, "") is (evidence not in KEPT_BY_OTHERS)
    assert basis_holds(evidence, LegalBasis.CONSENT, "")


def test_a_window_is_reckoned_in_the_days_of_the_headquarters() -> None:
    late = datetime(2022, 8, 10, 20, tzinfo=UTC)
    shown = window(NINTH, "asymptomatic", CaseDates(AT, sampled_at=late, isolated_at=late + timedelta(days=3)), zone=BEIJING).value
    assert (shown.start, shown.end) == (date(2022, 8, 9), date(2022, 8, 14))


def test_without_a_sample_the_day_it_was_found_stands_in_for_it() -> None:
    shown = window(NINTH, "asymptomatic", CaseDates(AT), zone=UTC)
    assert (shown.value.start, shown.value.end) == (AT.date() - timedelta(days=2), None)
    assert str(shown.because[0].address) == "infectious_window.asymptomatic"


@pytest.mark.parametrize(("onset", "rule"), [(None, "infectious_window.asymptomatic"), (date(2022, 8, 9), "infectious_window.symptomatic")])
def test_a_day_of_onset_decides_by_which_rule_the_window_is_reckoned(onset: date | None, rule: str) -> None:
    assert str(window(NINTH, "preliminary", CaseDates(AT, onset_on=onset), zone=UTC).because[0].address) == rule


def test_a_disease_without_a_window_of_its_own_for_people_without_symptoms_takes_that_of_the_ill() -> None:
    measles = shipped_library().protocol("measles")
    assert measles.find("infectious_window", Presentation.ASYMPTOMATIC) is None
    assert str(window(measles, "asymptomatic", CaseDates(AT), zone=UTC).because[0].address) == "infectious_window.symptomatic"


def test_of_equally_sure_sources_the_first_case_is_drawn() -> None:
    links = [Link(9, 5, Doubt.LIKELY), Link(9, 3, Doubt.LIKELY)]
    assert main_source(links, 9) == Link(9, 3, Doubt.LIKELY)


def test_a_class_the_pack_does_not_know_leads_nowhere_and_a_pack_without_classes_anywhere() -> None:
    unknown, free = options(NINTH, "no such class"), options(EBOLA, "confirmed")
    assert unknown.value == ()
    assert [str(found.because[0].address) for found in (unknown, free)] == ["case_classes.no such class", "case_classes.confirmed"]
