"""Stricter than the parent is computed, and the nine must-nots warn."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epiworks.protocol import Change, Direction, Pack, PackKind, compare, guardrail_warnings
from epiworks.protocol.load import pack_schema
from epiworks.protocol.merge import resolve
from epiworks.protocol.strictness import _COMPARERS, _MILDEST, combine
from epiworks.protocol.tests.making import holding, made, packs, shipped_text

SOURCE = {"source": ["163-9"]}
STAGE = {"place": "home_isolation", "days": 7, "test_days": [1, 4, 7], **SOURCE}
REGIMEN = {"anchor": "last_exposure", "anchor_is_day": 0, "free_on": "last_day", "stages": [STAGE], **SOURCE}
BASE: dict[str, dict[str, dict[str, Any]]] = {
    "regimen": {"close": REGIMEN},
    "infectious_window": {"symptomatic": {"anchor": "onset", "days_before": 2, "until": "isolated", **SOURCE}},
    "clocks": {"late": {"starts": "pool_positive", "minutes": 60, **SOURCE}},
    "contact_classes": {
        "close": {"judged": True, "rank": 1, "generation": 1, "situations": ["co_living", "vehicle"], "spare_protected": True, **SOURCE}
    },
    "zone_exclusions": {"a": {"settings": ["home_isolation"], **SOURCE}},
    "discharge": {"mild": {"ct_at_least": 35, "consecutive": 2, "gap_hours": 24, "place": "fangcang", **SOURCE}},
    "limits": {"hold_students": {"imposed": False, **SOURCE}},
    "departure": {"low": {"barred": False, "within_hours": 48, **SOURCE}},
}


def parent() -> Pack:
    return made("parent", rules=BASE)


def change(section: str, name: str, **fields: Any) -> Change | None:
    child = made("child", inherits="parent", rules={section: {name: {**BASE[section][name], **fields}}})
    found = compare(holding(parent(), child), holding(parent()))
    return found[0] if found else None


def direction(section: str, name: str, **fields: Any) -> Direction:
    found = change(section, name, **fields)
    return Direction.SAME if found is None else found.direction


@pytest.mark.parametrize(
    ("section", "name", "fields", "expected"),
    [
        ("infectious_window", "symptomatic", {"days_before": 4}, Direction.STRICTER),
        ("infectious_window", "symptomatic", {"days_before": 1}, Direction.LOOSER),
        ("infectious_window", "symptomatic", {"anchor": "rash"}, Direction.NEUTRAL),
        ("infectious_window", "symptomatic", {"days_before": 2}, Direction.SAME),
        ("clocks", "late", {"minutes": 30}, Direction.STRICTER),
        ("clocks", "late", {"minutes": 90}, Direction.LOOSER),
        ("contact_classes", "close", {"situations": ["co_living", "vehicle", "visitor"]}, Direction.STRICTER),
        ("contact_classes", "close", {"situations": ["co_living"]}, Direction.LOOSER),
        ("contact_classes", "close", {"situations": ["visitor", "vehicle"]}, Direction.MIXED),
        ("contact_classes", "close", {"spare_protected": False}, Direction.STRICTER),
        ("contact_classes", "close", {"judged": False}, Direction.LOOSER),
        ("contact_classes", "close", {"min_minutes": 15}, Direction.LOOSER),
        ("contact_classes", "close", {"judged": False, "situations": ["co_living", "vehicle", "visitor"]}, Direction.MIXED),
        ("zone_exclusions", "a", {"settings": []}, Direction.STRICTER),
        ("zone_exclusions", "a", {"settings": ["home_isolation", "closed_loop"]}, Direction.LOOSER),
        ("discharge", "mild", {"place": "hospital"}, Direction.STRICTER),
        ("discharge", "mild", {"place": "home_isolation"}, Direction.LOOSER),
        ("discharge", "mild", {"ct_at_least": 38.5}, Direction.STRICTER),
        ("limits", "hold_students", {"imposed": True}, Direction.STRICTER),
        ("departure", "low", {"within_hours": 24}, Direction.STRICTER),
        ("regimen", "close", {"free_on": "day_after"}, Direction.STRICTER),
        ("regimen", "close", {"stages": [{**STAGE, "days": 8}]}, Direction.STRICTER),
        ("regimen", "close", {"stages": [{**STAGE, "days": 6}]}, Direction.LOOSER),
        ("regimen", "close", {"stages": [{**STAGE, "place": "centralised"}]}, Direction.STRICTER),
        ("regimen", "close", {"stages": [{**STAGE, "place": "home_monitoring"}]}, Direction.LOOSER),
        ("regimen", "close", {"stages": [{**STAGE, "place": "centralised", "days": 5}]}, Direction.MIXED),
        ("regimen", "close", {"stages": [{**STAGE, "test_days": [1, 2, 4, 7]}]}, Direction.STRICTER),
        ("regimen", "close", {"stages": [{**STAGE, "outing": True}]}, Direction.LOOSER),
        ("regimen", "close", {"stages": [{**STAGE, "specimen": "saliva"}]}, Direction.SAME),
        ("regimen", "close", {"stages": [{**STAGE, "test_days": [], "tests_needed": {"count": 2, "gap_hours": 24}}]}, Direction.LOOSER),
    ],
)
def test_the_direction_of_a_change_is_computed(section: str, name: str, fields: dict[str, Any], expected: Direction) -> None:
    found = change(section, name, **fields)
    if expected is Direction.SAME and found is not None:
        assert all(way is Direction.SAME for _, way in found.fields)
    else:
        assert (Direction.SAME if found is None else found.direction) is expected


def test_a_milder_free_day_is_looser() -> None:
    later = made("parent", rules={"regimen": {"close": {**REGIMEN, "free_on": "day_after"}}})
    child = made("child", inherits="parent", rules={"regimen": {"close": REGIMEN}})
    assert compare(holding(later, child), holding(later))[0].direction is Direction.LOOSER


def test_a_span_weighs_as_many_days_as_it_lasts() -> None:
    span = {"from": {"anchor": "first_exposure", "day": 5}, "to": {"anchor": "last_exposure", "day": 11}}
    same_length = {key: value for key, value in STAGE.items() if key not in {"days", "test_days"}} | {"span": span}
    found = change("regimen", "close", stages=[{**same_length, "test_days": [1, 4, 7]}])
    assert found is not None
    assert found.direction is Direction.SAME


def test_a_new_rule_and_a_removed_rule_are_changes_too() -> None:
    child = made(
        "child",
        inherits="parent",
        rules={"regimen": {"students": REGIMEN}, "clocks": {"new": BASE["clocks"]["late"]}},
        removes=["regimen.close", "zone_exclusions.a"],
        removal_reason="as a test",
    )
    found = {
        one.address: (one.direction, one.before is None, one.after is None) for one in compare(holding(parent(), child), holding(parent()))
    }
    assert found == {
        "regimen.students": (Direction.STRICTER, True, False),
        "clocks.new": (Direction.NEUTRAL, True, False),
        "regimen.close": (Direction.LOOSER, False, True),
        "zone_exclusions.a": (Direction.STRICTER, False, True),
    }


def test_the_twenty_measures_loosen_what_binds_people_and_only_three_regimens_are_mixed() -> None:
    changes = compare(packs("cn-covid-9+20"), packs("cn-covid-9"))
    binding = [one for one in changes if one.address.startswith(("regimen.", "contact_classes.", "zones.", "release."))]
    assert len(binding) >= 8
    harder = {str(one.address) for one in binding if one.direction in {Direction.STRICTER, Direction.MIXED}}
    # Home isolation replaced home monitoring at the end of shorter stays, and one job got tests that it had not: milder and harder at once.
    assert harder == {"regimen.close", "regimen.inbound", "regimen.closed_loop_job"}
    high = next(one for one in binding if one.address == "zones.high")
    assert dict(high.fields)["clear_days"] is Direction.LOOSER


def test_the_ninth_edition_is_milder_to_close_contacts_than_the_eighth() -> None:
    changes = {str(one.address): one for one in compare(packs("cn-covid-9"), packs("cn-covid-8"))}
    assert changes["regimen.close"].direction is Direction.LOOSER
    assert changes["regimen.secondary"].direction is Direction.LOOSER
    assert changes["clocks.isolate_close"].direction is Direction.STRICTER


def overlaid(rules: dict[str, Any]) -> set[str]:
    child = made("local", kind="overlay", inherits="cn-covid-9", rules=rules)
    national = packs("cn-covid-9")
    protocol = resolve({**{pack.id: pack for pack in national.packs}, child.id: child}, child.id)
    return {warning.must_not for warning in guardrail_warnings(protocol, national).value}


def rule_of(section: str, name: str, **fields: Any) -> dict[str, Any]:
    return {section: {name: {**packs("cn-covid-9").get(section, name).fields, **SOURCE, **fields}}}


def longer_close() -> dict[str, Any]:
    stage = {"place": "centralised", "days": 14, "test_days": [1, 2, 3, 5, 7], **SOURCE}
    return rule_of("regimen", "close", stages=[stage, {"place": "home_monitoring", "days": 7, **SOURCE}])


@pytest.mark.parametrize(
    ("rules", "warned"),
    [
        (rule_of("departure", "low", tests=3), {"wider_travel_limits"}),
        (rule_of("limits", "force_return", imposed=True), {"forced_return"}),
        (rule_of("zones", "high", clear_days=14), {"longer_zone"}),
        (rule_of("infectious_window", "symptomatic", days_before=4), {"wider_quarantine"}),
        (longer_close(), {"longer_quarantine"}),
        (rule_of("limits", "refuse_care_without_test", imposed=True), {"care_refused"}),
        (rule_of("limits", "hold_students", imposed=True), {"students_isolated"}),
        (rule_of("limits", "block_drivers", imposed=True), {"drivers_blocked"}),
        (
            rule_of("zones", "low", measures=["personal_protection", "leave_with_test", "venues_closed"]),
            {"longer_zone", "low_risk_places_closed"},
        ),
        (rule_of("clocks", "investigation", minutes=60), set()),
        (rule_of("zones", "high", clear_days=5), set()),
    ],
)
def test_each_of_the_nine_must_nots_warns(rules: dict[str, Any], warned: set[str]) -> None:
    assert overlaid(rules) == warned


def test_there_are_nine_must_nots() -> None:
    assert len(packs("cn-covid-9").section("guardrails")) == 9


def test_an_overlay_cannot_take_off_the_rails_of_its_parent() -> None:
    child = made(
        "local",
        kind="overlay",
        inherits="cn-covid-9",
        rules=longer_close(),
        removes=["guardrails.longer_quarantine"],
        removal_reason="as a test",
    )
    national = packs("cn-covid-9")
    protocol = resolve({**{pack.id: pack for pack in national.packs}, child.id: child}, child.id)
    assert protocol.find("guardrails", "longer_quarantine") is None
    assert [warning.must_not for warning in guardrail_warnings(protocol, national).value] == ["longer_quarantine"]


def test_packs_without_rails_warn_of_nothing_and_say_so() -> None:
    found = guardrail_warnings(packs("measles"), packs("measles"))
    assert found.value == ()
    assert found.because[0].text == "null"


def named(part: object) -> set[str]:
    if isinstance(part, dict):
        own = {str(part["x-stricter"])} if "x-stricter" in part else set()
        return own.union(*(named(inner) for inner in part.values()))
    return set().union(*(named(inner) for inner in part)) if isinstance(part, list) else set()


def test_every_direction_that_the_schema_names_can_be_computed() -> None:
    assert named(pack_schema()) == {*_COMPARERS, *_MILDEST} - {"neutral"}


@pytest.mark.parametrize(
    ("section", "name", "field", "without"),
    [
        ("contact_classes", "companion", "over_minutes", Direction.STRICTER),
        ("contact_classes", "companion", "over_cumulative_hours", Direction.STRICTER),
        ("zones", "medium", "after_step_down_days", Direction.STRICTER),
        ("zones", "medium", "clear_days", Direction.LOOSER),
        ("zones", "high", "final_round_on_day", Direction.LOOSER),
        ("social_face", "basic_zero", "below_per_100k", Direction.STRICTER),
        ("departure", "low", "tests", Direction.LOOSER),
    ],
)
def test_a_missing_limit_means_what_the_decisions_take_it_for(section: str, name: str, field: str, without: Direction) -> None:
    full = dict(packs("cn-covid-9").get(section, name).fields)
    short = {key: value for key, value in full.items() if key != field}
    one = made("one", rules={section: {name: {**full, **SOURCE}}})
    other = made("other", inherits="one", rules={section: {name: {**short, **SOURCE}}})
    assert compare(holding(one, other), holding(one))[0].direction is without


@pytest.mark.parametrize(
    ("found", "together"),
    [
        ([], Direction.SAME),
        ([Direction.SAME, Direction.NEUTRAL], Direction.NEUTRAL),
        ([Direction.STRICTER, Direction.LOOSER], Direction.MIXED),
        ([Direction.MIXED], Direction.MIXED),
        ([Direction.LOOSER, Direction.SAME], Direction.LOOSER),
    ],
)
def test_directions_combine(found: list[Direction], together: Direction) -> None:
    assert combine(found) is together


stages = st.lists(
    st.builds(
        lambda place, days, tests: {"place": place, "days": days, "test_days": sorted(day for day in tests if day <= days), **SOURCE},
        st.sampled_from(["community", "home_monitoring", "home_isolation", "centralised"]),
        st.integers(1, 14),
        st.sets(st.integers(1, 14), max_size=4),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=30)
@given(stages, stages)
def test_if_one_regimen_is_stricter_the_other_is_looser(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> None:
    def towards(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Direction:
        before = made("before", rules={"regimen": {"close": {**REGIMEN, "stages": old}}})
        after = made("after", inherits="before", rules={"regimen": {"close": {**REGIMEN, "stages": new}}})
        found = compare(holding(before, after), holding(before))
        return found[0].direction if found else Direction.SAME

    opposite = {Direction.STRICTER: Direction.LOOSER, Direction.LOOSER: Direction.STRICTER}
    there = towards(one, other)
    assert towards(other, one) is opposite.get(there, there)


def test_a_pack_is_what_it_says_it_is() -> None:
    assert "kind: overlay" in shipped_text("cn-local-luzhou")
    assert packs("cn-local-luzhou").packs[-1].kind is PackKind.OVERLAY
