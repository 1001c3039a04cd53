"""The linter explains every mistake, on the line where it stands."""

import io
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from epiworks.protocol.command import main
from epiworks.protocol.findings import EXPLANATIONS, Finding, FindingKey, Level
from epiworks.protocol.lint import lint
from epiworks.protocol.load import shipped_paths
from epiworks.protocol.strictness import Direction, compare
from epiworks.protocol.tests.making import content, holding, made, packs, shipped_text

SOURCE = {"source": ["163-9"]}
STAGE = {"place": "home_isolation", "days": 7, "test_days": [1, 4, 7], **SOURCE}
REGIMEN = {"anchor": "last_exposure", "anchor_is_day": 0, "free_on": "last_day", "stages": [STAGE], **SOURCE}
ZONE = {"regime": "r", "rank": 10, "units": ["village"], "when": [{"place": ["work"]}], "measures": [], "anchor_is_day": 0, **SOURCE}
WINDOW = {"anchor": "onset", "days_before": 2, "until": "isolated", **SOURCE}
CLASS = {"judged": True, "rank": 30, "generation": 2, "situations": ["co_living"], **SOURCE}
BACK = {"from": ["close"], "to": "none", "when": "linked_case_excluded", **SOURCE}


def write(folder: Path, *files: dict[str, Any] | str) -> list[Path]:
    paths = []
    for position, found in enumerate(files):
        text = found if isinstance(found, str) else yaml.safe_dump(found, allow_unicode=True, sort_keys=False)
        name = f"broken{position}" if isinstance(found, str) else str(found.get("pack", "nameless"))
        path = folder / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def found_in(folder: Path, *files: dict[str, Any] | str) -> list[Finding]:
    return [finding for finding in lint(write(folder, *files)) if finding.level is not Level.NOTE]


def keys(findings: list[Finding]) -> list[FindingKey]:
    return [finding.key for finding in findings]


def test_a_sound_pack_needs_no_word(tmp_path: Path) -> None:
    assert found_in(tmp_path, content(rules={"regimen": {"close": REGIMEN}})) == []


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("pack: a\npack: b\n", FindingKey.DUPLICATE_KEY, 2),
        ("pack: [a\n", FindingKey.YAML_BROKEN, 2),
        ("- a\n", FindingKey.YAML_BROKEN, 0),
    ],
)
def test_what_is_not_yaml_is_said_with_its_line(tmp_path: Path, text: str, key: FindingKey, line: int) -> None:
    found = found_in(tmp_path, text)
    assert [(finding.key, finding.line) for finding in found] == [(key, line)]
    assert found[0].explain()


@pytest.mark.parametrize(
    ("rules", "key", "said"),
    [
        ({"clocks": {"a": {"starts": "pool_positive", "minutes": 1}}}, FindingKey.NO_SOURCE, "clocks.a names no source"),
        ({"clocks": {"a": {"starts": "pool_positive", **SOURCE}}}, FindingKey.FIELD_MISSING, "lacks 'minutes'"),
        (
            {"clocks": {"a": {"starts": "pool_positive", "minutes": 1, "minuets": 2, **SOURCE}}},
            FindingKey.FIELD_UNKNOWN,
            "did you mean 'minutes'",
        ),
        ({"clocks": {"a": {"starts": "pool_positiv", "minutes": 1, **SOURCE}}}, FindingKey.WORD_UNKNOWN, "did you mean 'pool_positive'"),
        ({"clocks": {"a": {"starts": "pool_positive", "minutes": "two", **SOURCE}}}, FindingKey.WRONG_TYPE, "type integer"),
        ({"clock": {}}, FindingKey.FIELD_UNKNOWN, "did you mean 'clocks'"),
        ({"regimen": {"a": {**REGIMEN, "anchor_is_day": 2}}}, FindingKey.WORD_UNKNOWN, "it has 0, 1"),
        ({"regimen": {"a": {**REGIMEN, "stages": [{"place": "community", **SOURCE}]}}}, FindingKey.DAYS_OR_SPAN, "either `days`"),
        ({"clocks": {"A-b": {"starts": "pool_positive", "minutes": 1, **SOURCE}}}, FindingKey.SCHEMA_OTHER, "A-b"),
        ({"regimen": {"a": {**REGIMEN, "stages": []}}}, FindingKey.SCHEMA_OTHER, "non-empty"),
    ],
)
def test_what_the_schema_refuses_is_said_in_words(tmp_path: Path, rules: dict[str, Any], key: FindingKey, said: str) -> None:
    found = found_in(tmp_path, content(rules=rules))
    assert key in keys(found)
    assert said in " ".join(finding.explain() for finding in found if finding.key is key)
    assert all(finding.line > 0 for finding in found)


@pytest.mark.parametrize(
    ("rules", "key"),
    [
        ({"clocks": {"a": {"starts": "pool_positive", "minutes": 1, "source": ["163-8"]}}}, FindingKey.SOURCE_UNKNOWN),
        ({"regimen": {"a": {**REGIMEN, "stages": [{**STAGE, "test_days": [1, 8]}]}}}, FindingKey.TEST_DAY_OUTSIDE),
        ({"regimen": {"a": {**REGIMEN, "stages": [{**STAGE, "test_days": [4, 1]}]}}}, FindingKey.TEST_DAYS_ORDER),
        ({"regimen": {"a": {**REGIMEN, "stages": [{**STAGE, "source": ["nobody"]}]}}}, FindingKey.SOURCE_UNKNOWN),
        ({"reclassify": {"a": BACK}}, FindingKey.CLASS_UNKNOWN),
        ({"shared_places": {"plane": {"situation": "vehicle", "far_situation": "same_place", **SOURCE}}}, FindingKey.VEHICLE_UNKNOWN),
        ({"contact_classes": {"second": {**CLASS, "contacts_of": "close"}}}, FindingKey.CLASS_UNKNOWN),
        ({"zones": {"high": {**ZONE, "steps_to": "medium"}}}, FindingKey.ZONE_UNKNOWN),
        ({"zones": {"high": {**ZONE, "steps_to": "low"}, "low": ZONE}}, FindingKey.ZONE_NOT_DOWN),
        ({"regimen": {"close": REGIMEN}, "reclassify": {"a": BACK, "b": BACK}}, FindingKey.RECLASSIFY_TWICE),
    ],
)
def test_what_does_not_hang_together_is_said(tmp_path: Path, rules: dict[str, Any], key: FindingKey) -> None:
    found = found_in(tmp_path, content(rules=rules))
    assert keys(found) == [key]
    assert found[0].explain().startswith("mine.yaml:")


def test_a_span_has_no_days_to_compare_test_days_with(tmp_path: Path) -> None:
    point = {"anchor": "first_exposure", "day": 5}
    stage = {"place": "exclusion", "span": {"from": point, "to": point}, "test_days": [9], **SOURCE}
    assert found_in(tmp_path, content(rules={"regimen": {"a": {**REGIMEN, "stages": [stage]}}})) == []


def test_the_head_of_a_pack_is_checked_against_its_file_and_parent(tmp_path: Path) -> None:
    child = content("child", inherits="mine", effective={"from": "2021-01-01", "until": "2020-01-01", **SOURCE})
    paths = write(tmp_path, content(), child)
    renamed = paths[1].rename(tmp_path / "other.yaml")
    found = lint([paths[0], renamed])
    assert [finding.key for finding in found] == [FindingKey.FILE_NAME, FindingKey.BEFORE_PARENT, FindingKey.DATES_REVERSED]


@pytest.mark.parametrize("day", ["2022-02-30", "2022-13-01", "October", "20221001"])
def test_a_day_that_no_calendar_has_is_said_on_its_line(tmp_path: Path, day: str) -> None:
    found = found_in(tmp_path, content(effective={"from": day, **SOURCE}))
    assert keys(found) == [FindingKey.NO_DATE]
    assert f"effective.from: '{day}' is no day of the calendar" in found[0].explain()


def test_a_file_that_is_not_text_is_said_and_hides_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, content())[0]
    other = tmp_path / "other.yaml"
    other.write_bytes(b"\xff\xfe\x00")
    assert [(finding.file, finding.key) for finding in lint([other, path])] == [("other.yaml", FindingKey.YAML_BROKEN)]


ENDED = content(effective={"from": "2022-01-01", "until": "2022-11-10", **SOURCE})


@pytest.mark.parametrize(
    ("header", "key", "said"),
    [
        ({"disease": "measles"}, FindingKey.BESIDE_PARENT, "is about measles, but its parent 'mine' about covid_19"),
        ({"jurisdiction": "US"}, FindingKey.BESIDE_PARENT, "is about US, but its parent 'mine' about CN"),
        ({}, FindingKey.AFTER_PARENT, "until further notice, but what it lies over, 'mine', ends on 2022-11-10"),
        ({"effective": {"from": "2022-10-01", "until": "2022-11-11", **SOURCE}}, FindingKey.AFTER_PARENT, "until 2022-11-11"),
    ],
)
def test_an_overlay_lies_over_a_text_of_its_own_disease_place_and_time(
    tmp_path: Path, header: dict[str, Any], key: FindingKey, said: str
) -> None:
    local = content("local", kind="overlay", inherits="mine", **header)
    found = [finding for finding in found_in(tmp_path, ENDED, local) if finding.key is key]
    assert [finding.file for finding in found] == ["local.yaml"]
    assert said in found[0].explain()


def test_an_overlay_that_ends_with_its_parent_needs_no_word(tmp_path: Path) -> None:
    header: dict[str, Any] = {"effective": {"from": "2022-10-01", "until": "2022-11-10", **SOURCE}, "jurisdiction": "CN-5105"}
    assert found_in(tmp_path, ENDED, content("local", kind="overlay", inherits="mine", **header)) == []


@pytest.mark.parametrize(
    ("header", "until"),
    [
        ({"effective": {"from": "2022-11-10", **SOURCE}}, "2022-11-10"),
        ({"effective": {"from": "2022-11-11", **SOURCE}}, None),
        ({"effective": {"from": "2022-06-01", **SOURCE}, "inherits": "mine"}, None),
        ({"effective": {"from": "2022-06-01", **SOURCE}, "kind": "guide"}, None),
        ({"effective": {"from": "2022-06-01", **SOURCE}, "jurisdiction": "CN-54"}, None),
        ({"effective": {"from": "2022-06-01", **SOURCE}, "disease": "measles"}, None),
    ],
)
def test_two_editions_that_hold_on_one_day_are_warned_of_unless_one_inherits(
    tmp_path: Path, header: dict[str, Any], until: str | None
) -> None:
    found = found_in(tmp_path, ENDED, content("next", **header))
    assert [(finding.level, finding.file, finding.key) for finding in found] == [
        (Level.WARNING, "next.yaml", FindingKey.EDITIONS_OVERLAP)
    ] * (until is not None)
    assert all(f"until {until} the edition 'mine' holds beside it" in finding.explain() for finding in found)


def test_parents_must_exist_and_not_go_in_circles(tmp_path: Path) -> None:
    assert keys(found_in(tmp_path, content("a", inherits="mime"), content("mine"))) == [FindingKey.PARENT_UNKNOWN]
    circle = found_in(tmp_path, content("a", inherits="b"), content("b", inherits="a"))
    assert keys(circle) == [FindingKey.PARENT_CIRCLE, FindingKey.PARENT_CIRCLE]


def test_two_files_of_one_pack_are_said(tmp_path: Path) -> None:
    first = write(tmp_path, content())[0]
    twin = tmp_path / "twin.yaml"
    twin.write_text(first.read_text(encoding="utf-8"), encoding="utf-8")
    assert FindingKey.NAME_TWICE in keys(list(lint([first, twin])))


def test_removals_must_hit_something_and_be_explained(tmp_path: Path) -> None:
    child = content("child", inherits="mine", removes=["clocks.a"])
    assert set(keys(found_in(tmp_path, content(), child))) == {FindingKey.REMOVES_NOTHING, FindingKey.REMOVAL_UNEXPLAINED}


def overlay(rule: dict[str, Any], **header: Any) -> dict[str, Any]:
    return content("local", kind="overlay", inherits="mine", rules={"infectious_window": {"symptomatic": rule}}, **header)


BASE = content(rules={"infectious_window": {"symptomatic": WINDOW}})


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({**WINDOW, "days_before": 4}, [FindingKey.OVERLAY_UNDECLARED]),
        ({**WINDOW, "days_before": 4, "tightens": "two days more"}, []),
        ({**WINDOW, "days_before": 1}, [FindingKey.OVERLAY_UNDECLARED]),
        ({**WINDOW, "days_before": 1, "loosens": "one day less"}, []),
        ({**WINDOW, "days_before": 1, "tightens": "so they say"}, [FindingKey.OVERLAY_UNDECLARED, FindingKey.OVERLAY_MISDECLARED]),
        ({**WINDOW, "days_before": 4, "tightens": "more", "loosens": "less"}, [FindingKey.OVERLAY_MISDECLARED]),
        ({**WINDOW, "anchor": "report"}, []),
    ],
)
def test_an_overlay_says_what_it_tightens_and_loosens(tmp_path: Path, rule: dict[str, Any], expected: list[FindingKey]) -> None:
    assert sorted(keys(found_in(tmp_path, BASE, overlay(rule)))) == sorted(expected)


def test_an_overlay_needs_something_to_lie_over(tmp_path: Path) -> None:
    assert keys(found_in(tmp_path, content("local", kind="overlay"))) == [FindingKey.OVERLAY_WITHOUT_PARENT]


def test_an_overlays_new_rule_is_declared_too(tmp_path: Path) -> None:
    new = content("local", kind="overlay", inherits="mine", rules={"regimen": {"students": REGIMEN}})
    found = found_in(tmp_path, BASE, new)
    assert keys(found) == [FindingKey.OVERLAY_UNDECLARED]
    assert "a new rule" in found[0].explain()


def test_the_shipped_overlay_is_warned_of_by_a_must_not() -> None:
    found = [finding for finding in lint(shipped_paths()) if finding.level is Level.WARNING]
    assert {(finding.file, finding.params["name"]) for finding in found} == {("cn-local-luzhou.yaml", "wider_quarantine")}


def test_what_is_not_confirmed_is_noted() -> None:
    notes = [finding for finding in lint(shipped_paths()) if finding.key is FindingKey.UNCONFIRMED]
    assert any(note.file == "cn-covid-8.yaml" and "regimen.close.stage" in note.explain() for note in notes)


def test_every_finding_has_words() -> None:
    assert set(EXPLANATIONS) == set(FindingKey)


def run(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    return main(arguments, out), out.getvalue()


def test_the_command_line_says_that_the_shipped_packs_are_sound() -> None:
    code, text = run("lint")
    assert code == 0
    assert text.splitlines()[-1].startswith("17 packs: 0 errors, 2 warnings")


def test_the_command_line_finds_parents_among_the_shipped_packs_and_fails_on_errors(tmp_path: Path) -> None:
    path = tmp_path / "cn-local-luzhou.yaml"
    path.write_text(shipped_text("cn-local-luzhou").replace('tightens: "look-back', 'note: "look-back'), encoding="utf-8")
    code, text = run("lint", str(path))
    assert code == 1
    assert "an overlay says so" in text
    assert "cn-covid-8.yaml" not in text


@pytest.mark.parametrize("arguments", [("lint", "no-such-file.yaml"), ("show", "cn-covid-99")])
def test_what_is_not_there_is_said_without_a_traceback(arguments: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(*arguments)
    assert arguments[1] in capsys.readouterr().err


def test_the_package_runs_as_a_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["epiworks.protocol", "show", "measles"])
    with pytest.raises(SystemExit, match="0"):
        runpy.run_module("epiworks.protocol", run_name="__main__")
    assert "prophylaxis.vaccine" in capsys.readouterr().out


def test_notes_are_said_when_asked_for() -> None:
    assert "is not confirmed" not in run("lint")[1]
    assert "is not confirmed" in run("lint", "--notes")[1]


def test_the_rules_that_hold_can_be_shown_with_their_sources() -> None:
    code, text = run("show", "cn-covid-9+20", "cn-clin-9")
    assert code == 0
    assert "regimen.discharged:" in text
    assert "<- cn-clin-9 [SH-Ct]" in text
    assert "(unconfirmed: from memory" in text
    assert packs("cn-covid-9+20", "cn-clin-9").fingerprint() in text


changes = st.fixed_dictionaries(
    {"days_before": st.integers(0, 6), "anchor": st.sampled_from(["onset", "report"])},
    optional={"tightens": st.just("a reason"), "loosens": st.just("a reason"), "days_after": st.integers(0, 9)},
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes)
def test_an_overlay_never_silently_changes_how_hard_it_binds(tmp_path: Path, fields: dict[str, Any]) -> None:
    local = overlay({**WINDOW, **fields})
    parent = made(rules=BASE["rules"])
    child = made("local", inherits="mine", rules=local["rules"])
    found = compare(holding(parent, child), holding(parent))
    way = found[0].direction if found else Direction.SAME
    honest = ("tightens" in fields) == (way in {Direction.STRICTER, Direction.MIXED}) and ("loosens" in fields) == (
        way in {Direction.LOOSER, Direction.MIXED}
    )
    said = keys(found_in(tmp_path, BASE, local))
    silent = way is Direction.SAME and not found
    assert bool(said) != honest or silent


def test_a_broken_file_hides_nothing_of_the_files_after_it(tmp_path: Path) -> None:
    wrong = content("z", rules={"regimen": {"close": REGIMEN | {"stages": [STAGE | {"test_days": [9]}]}}})
    assert keys(found_in(tmp_path, "- a\n", wrong)) == [FindingKey.YAML_BROKEN, FindingKey.TEST_DAY_OUTSIDE]


def test_a_name_taken_twice_is_said_on_its_line_and_hides_nothing(tmp_path: Path) -> None:
    first = write(tmp_path, content("a"), content("z", rules={"regimen": {"close": REGIMEN | {"stages": [STAGE | {"test_days": [9]}]}}}))
    again = tmp_path / "b.yaml"
    again.write_text(first[0].read_text(encoding="utf-8"), encoding="utf-8")
    found = [finding for finding in lint([first[0], again, first[1]]) if finding.level is Level.ERROR]
    assert [(finding.file, finding.key) for finding in found] == [
        ("b.yaml", FindingKey.NAME_TWICE),
        ("z.yaml", FindingKey.TEST_DAY_OUTSIDE),
    ]
    assert found[0].line == 1 + first[0].read_text(encoding="utf-8").splitlines().index("pack: a")


def test_a_rule_of_another_section_hides_no_test_day(tmp_path: Path) -> None:
    late = REGIMEN | {"stages": [STAGE | {"test_days": [8]}]}
    found = found_in(tmp_path, content(rules={"contact_classes": {"close": CLASS}, "regimen": {"close": late}}))
    assert [(finding.key, finding.params["day"], finding.params["days"]) for finding in found] == [(FindingKey.TEST_DAY_OUTSIDE, "8", "7")]
