"""The packs that come with the software: complete, sourced, dated, and in one vocabulary with the code."""

from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest

import epiworks
from epiworks.protocol import PackKind, PackUnknown, Protocol, RuleMissing, overlaps, preview_transition, shipped_library, words
from epiworks.protocol.findings import Level
from epiworks.protocol.lint import lint
from epiworks.protocol.load import known_sources, pack_schema, shipped_paths
from epiworks.protocol.merge import overlay
from epiworks.protocol.tests.making import holding, made, packs

LIBRARY = shipped_library()
WANTED = {
    "cn-covid-8",
    "cn-covid-8+community",
    "cn-covid-9",
    "cn-covid-9+20",
    "cn-covid-9+10",
    "cn-nat-1",
    "cn-nat-2",
    "cn-nat-3",
    "cn-clin-9",
    "cn-local-luzhou",
    "who-ebola",
    "mers",
    "sars-2003",
    "measles",
    "mpox",
    "influenza-novel",
    "cholera",
}


def live(day: date, place: str = "CN") -> tuple[str, ...]:
    return tuple(LIBRARY.live_on(day, disease="covid_19", jurisdiction=place))


def test_every_promised_pack_is_there() -> None:
    assert set(LIBRARY.packs) == WANTED


def test_no_shipped_pack_has_an_error() -> None:
    assert [finding.explain() for finding in lint(shipped_paths()) if finding.level is Level.ERROR] == []


@pytest.mark.parametrize("name", sorted(WANTED))
def test_every_rule_names_a_known_source_or_says_why_not(name: str) -> None:
    for rule in LIBRARY.packs[LIBRARY.protocol(name).id].rules.values():
        assert rule.line.source or rule.line.unconfirmed, rule.line.address
        assert set(rule.line.source) <= set(known_sources())


@pytest.mark.parametrize("word", [found for found in vars(words).values() if isinstance(found, type) and issubclass(found, StrEnum)])
def test_the_code_and_the_schema_share_one_vocabulary(word: type[StrEnum]) -> None:
    lists = {frozenset(entry["enum"]) for entry in pack_schema()["$defs"].values() if "enum" in entry}
    listed_in_the_schema = frozenset(member.value for member in word) in lists
    assert listed_in_the_schema or word.__name__ in {"StrEnum", "FreeOn", "Presentation", "Outcome"}


@pytest.mark.parametrize("pack", sorted(pack.id for pack in LIBRARY.packs.values() if pack.kind is PackKind.EDITION))
def test_every_edition_says_what_becomes_of_people_already_followed_so_that_it_can_be_put_in_force(pack: str) -> None:
    nobody = preview_transition(packs(pack), packs(pack), [], as_of=date(2025, 1, 1)).value
    assert (nobody.suggested, nobody.decided_by) == ("keep_old", "human")


def test_every_regimen_says_whether_its_anchor_is_day_nought_or_day_one() -> None:
    for pack in LIBRARY.packs.values():
        for address, rule in pack.rules.items():
            if address.startswith(("regimen.", "zones.", "stop_rule.", "end_of_event.", "epidemic_free.", "staged_lift.")):
                assert rule.whole("anchor_is_day") in {0, 1}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2021, 6, 1), ("cn-covid-8", "cn-nat-1")),
        (date(2021, 11, 8), ("cn-covid-8+community", "cn-nat-2")),
        (date(2022, 5, 12), ("cn-clin-9", "cn-covid-8+community", "cn-nat-3")),
        (date(2022, 8, 14), ("cn-clin-9", "cn-covid-9", "cn-nat-3")),
        (date(2022, 11, 11), ("cn-clin-9", "cn-covid-9+20", "cn-nat-3")),
        (date(2022, 12, 7), ("cn-clin-9", "cn-covid-9+10", "cn-nat-3")),
    ],
)
def test_the_packs_of_a_day_are_those_of_its_rule_era(day: date, expected: tuple[str, ...]) -> None:
    assert live(day) == expected


def test_an_overlay_holds_in_its_own_prefecture_only() -> None:
    day = date(2022, 10, 15)
    assert "cn-local-luzhou" in live(day, "CN-5105")
    assert "cn-covid-9" not in live(day, "CN-5105")
    assert "cn-local-luzhou" not in live(day, "CN-5101")


def test_packs_of_the_world_hold_everywhere() -> None:
    assert LIBRARY.live_on(date(2025, 1, 1), disease="measles", jurisdiction="CN-54") == ("measles",)


def test_an_inherited_rule_still_names_the_pack_that_wrote_it() -> None:
    protocol = packs("cn-covid-9+10")
    assert protocol.get("clocks", "investigation").line.pack == "cn-covid-8"
    assert protocol.get("regimen", "close").line.pack == "cn-covid-9+10"
    assert protocol.get("zones", "high").line.pack == "cn-covid-9+20"


def test_removed_rules_are_gone_for_good() -> None:
    for name in ("cn-covid-9+20", "cn-covid-9+10"):
        assert packs(name).find("regimen", "secondary") is None
        assert packs(name).find("zones", "medium") is None


@pytest.mark.parametrize(
    ("names", "section", "name"),
    [
        (("cn-covid-9", "cn-covid-9+20"), "regimen", "secondary"),
        (("cn-covid-9+20", "cn-local-luzhou"), "regimen", "secondary"),
        (("cn-covid-9+20", "cn-local-luzhou"), "zones", "medium"),
        (("cn-nat-2", "cn-nat-3"), "round_deadline", "up_to_5m"),
    ],
)
def test_an_older_text_named_beside_the_one_that_removed_its_rule_does_not_bring_it_back(
    names: tuple[str, str], section: str, name: str
) -> None:
    for order in (names, names[::-1]):
        assert packs(*order).find(section, name) is None
    removed = [one for one in overlaps([packs(pack) for pack in names]) if one.address == f"{section}.{name}"]
    assert {one.winner for one in removed} == {"cn-nat-3" if "cn-nat-3" in names else "cn-covid-9+20"}


def test_a_rule_written_again_after_it_was_removed_holds() -> None:
    window = {"infectious_window": {"symptomatic": {"anchor": "onset", "days_before": 2, "until": "isolated", "source": ["163-9"]}}}
    old, new = made("old", rules=window), made("new", inherits="old", removes=["infectious_window.symptomatic"])
    local = made("local", kind="overlay", inherits="new", rules=window)
    held = overlay([holding(old), holding(old, new, local)])
    assert held.get("infectious_window", "symptomatic").line.pack == "local"


def test_packs_live_together_whatever_the_order_they_are_named_in() -> None:
    names = ["cn-covid-9+10", "cn-clin-9", "cn-nat-3"]
    one, other = packs(*names), packs(*reversed(names))
    assert one.rules == other.rules
    assert one.fingerprint() == other.fingerprint()


def test_where_two_live_packs_speak_the_later_text_is_heard() -> None:
    protocol = packs("cn-covid-9+10", "cn-clin-9")
    assert protocol.get("discharge", "mild").line.pack == "cn-covid-9+10"
    assert protocol.get("regimen", "discharged").line.pack == "cn-clin-9"
    found = overlaps([packs("cn-covid-9+10"), packs("cn-clin-9")])
    assert ("regimen.discharged", "cn-clin-9", "cn-covid-8") in [(one.address, one.winner, one.loser) for one in found]


def test_an_overlay_is_heard_over_a_later_national_text() -> None:
    protocol = packs("cn-covid-9+20", "cn-local-luzhou")
    assert protocol.get("infectious_window", "symptomatic").line.pack == "cn-local-luzhou"
    assert protocol.id == "cn-local-luzhou"


def test_a_changed_value_changes_the_fingerprint() -> None:
    assert len({packs(name).fingerprint() for name in WANTED}) == len(WANTED)


def test_a_missing_rule_is_named() -> None:
    with pytest.raises(RuleMissing, match=r"cholera has no rule 'zones\.sealed'"):
        packs("cholera").get("zones", "sealed")


def test_the_refusal_of_a_mistyped_name_says_which_there_are() -> None:
    with pytest.raises(RuleMissing, match=r"; regimen has .*close"):
        packs("cn-covid-9").get("regimen", "closecontact")
    with pytest.raises(PackUnknown, match=r"there are .*cn-covid-9"):
        packs("covid")


def test_the_successors_of_a_pack_are_found() -> None:
    assert LIBRARY.successors("cn-covid-9") == ("cn-covid-9+20", "cn-local-luzhou")


def test_a_pack_without_a_parent_has_none() -> None:
    assert LIBRARY.parent_of("measles") is None
    parent = LIBRARY.parent_of("cn-covid-9+20")
    assert isinstance(parent, Protocol)
    assert parent.id == "cn-covid-9"


def test_every_section_and_field_of_the_schema_is_read_by_some_decision() -> None:
    folder = Path(epiworks.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for package in ("protocol", "plan") for path in (folder / package).glob("*.py"))
    sections = pack_schema()["properties"]["rules"]["properties"]
    fields = {field for name in sections for field in pack_schema()["$defs"][f"rule_{name}"]["properties"]}
    stage = set(pack_schema()["$defs"]["stage"]["properties"])
    assert [name for name in sorted({*sections, *fields, *stage}) if f'"{name}"' not in code] == []
