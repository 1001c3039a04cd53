"""Reading pack files: strict YAML, the schema at the door, inheritance that cannot go in circles."""

from pathlib import Path

import pytest

from epiworks.protocol import Decision, InheritanceCircle, PackInvalid, PackKind, PackUnknown, library_of, read_pack
from epiworks.protocol.lines import PackId
from epiworks.protocol.load import DuplicateKey, pack_from, parse_yaml
from epiworks.protocol.merge import lineage, overlay
from epiworks.protocol.rule import FieldMissing
from epiworks.protocol.tests.making import content, holding, made, packs, shipped_text

CLOCK = {"starts": "pool_positive", "minutes": 5, "source": ["163-9"]}


def test_a_key_that_stands_twice_is_refused_instead_of_dropped() -> None:
    with pytest.raises(DuplicateKey, match="line 2: 'days' stands twice") as caught:
        parse_yaml("days: 7\ndays: 14\n")
    assert (caught.value.key, caught.value.line) == ("days", 2)


@pytest.mark.parametrize("text", ["on", "off", "yes", "no", "2022-06-28"])
def test_words_that_plain_yaml_would_turn_stay_words(text: str) -> None:
    assert parse_yaml(f"value: {text}")["value"] == text


def test_only_true_and_false_are_truth_values() -> None:
    assert parse_yaml("a: true\nb: false\nc: truely") == {"a": True, "b": False, "c": "truely"}


@pytest.mark.parametrize("text", ["- a\n- b\n", "", "just words"])
def test_a_file_that_is_no_block_of_keys_is_refused(text: str) -> None:
    with pytest.raises(PackInvalid, match="block of keys"):
        parse_yaml(text)


def test_a_rule_without_a_source_is_refused() -> None:
    with pytest.raises(PackInvalid, match=r"mine: \$.rules.clocks.late"):
        made(rules={"clocks": {"late": {"starts": "pool_positive", "minutes": 5}}})


def test_a_pack_without_a_name_is_refused() -> None:
    nameless = {key: value for key, value in content().items() if key != "pack"}
    with pytest.raises(PackInvalid, match="unnamed pack"):
        pack_from(nameless)


def test_a_file_is_read_as_its_pack(tmp_path: Path) -> None:
    path = tmp_path / "cholera.yaml"
    path.write_text(shipped_text("cholera"), encoding="utf-8")
    pack = read_pack(path)
    assert (pack.id, pack.kind, pack.inherits, pack.effective.until) == ("cholera", PackKind.EDITION, None, None)
    assert pack.title.zh.startswith("霍乱")


def test_an_unknown_parent_is_named() -> None:
    with pytest.raises(PackUnknown, match="'nowhere'"):
        holding(made(inherits="nowhere"))


def test_a_circle_of_parents_is_refused() -> None:
    one, other = made("one", inherits="other"), made("other", inherits="one")
    with pytest.raises(InheritanceCircle):
        lineage({one.id: one, other.id: other}, PackId("one"))


def test_two_packs_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="share a name"):
        library_of([made(), made()])


def test_no_protocol_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        overlay([])


def test_a_childs_rule_replaces_the_parents_whole() -> None:
    parent = made("parent", rules={"clocks": {"late": {**CLOCK, "owner": "lab_lead"}, "kept": CLOCK}})
    child = made("child", inherits="parent", rules={"clocks": {"late": {**CLOCK, "minutes": 9}}})
    protocol = holding(parent, child)
    assert protocol.get("clocks", "late").fields == {"starts": "pool_positive", "minutes": 9}
    assert protocol.get("clocks", "kept").line.pack == "parent"


@pytest.mark.parametrize(
    ("getter", "kind"), [("whole", "whole number"), ("number", "number"), ("text", "word"), ("items", "list"), ("part", "block")]
)
def test_a_field_of_another_type_is_named(getter: str, kind: str) -> None:
    rule = packs("cn-covid-9").get("contact_classes", "close")
    field = "situations" if getter != "items" else "rank"
    with pytest.raises(FieldMissing, match=f"contact_classes.close: '{field}' should be a {kind}"):
        getattr(rule, getter)(field)


def test_a_decision_without_a_pack_line_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="at least one pack line"):
        Decision(True, ())


def test_a_decision_shows_which_of_its_lines_are_not_confirmed() -> None:
    rule = packs("cn-covid-9").get("clocks", "positive_transfer")
    sure = packs("cn-covid-9").get("clocks", "network_report")
    assert Decision(1, (rule.line, sure.line)).unconfirmed == (rule.line,)
