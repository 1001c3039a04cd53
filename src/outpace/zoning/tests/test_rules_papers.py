"""Decisions on paper: what is stored of a line, a reason and a way to draw a zone, and read back; what a pack says of types."""

from datetime import UTC, date, datetime

from epiworks.protocol import ReasonKey, ZoneFacts, shipped_library
from epiworks.protocol.lines import reason
from epiworks.units import PersonCount
from outpace.kernel.scope import AreaPath
from outpace.zoning.data import Ground, UnitOption, Why
from outpace.zoning.rules.checklist import days, measures_of, ranks_of, regime_of
from outpace.zoning.rules.papers import lines_in, lines_out, options_in, options_out, reasons_in, reasons_out, why

NINTH = shipped_library().protocol("cn-covid-9")


def test_a_line_is_stored_with_its_pack_version_text_and_source() -> None:
    line = NINTH.get("first_round", "high").line
    stored = lines_out([line])
    assert stored == [
        {
            "pack": str(line.pack),
            "version": line.version,
            "address": "first_round.high",
            "text": line.text,
            "source": ["NHC-0609"],
            "unconfirmed": "by crosswalk from sealed",
        }
    ]
    assert lines_in(stored) == (
        Ground(str(line.pack), line.version, "first_round.high", line.text, ("NHC-0609",), "by crosswalk from sealed"),
    )


def test_a_confirmed_line_has_nothing_unconfirmed() -> None:
    assert lines_out([NINTH.get("zones", "high").line])[0]["unconfirmed"] == ""


def test_a_reason_keeps_its_figures_and_its_days_as_text() -> None:
    found = reason(ReasonKey.TOO_SHORT, minutes=3, least=date(2022, 8, 11), wanted=("a", "b"))
    stored = reasons_out([found])
    assert stored == [{"key": "too_short", "params": {"minutes": 3, "least": "2022-08-11", "wanted": ["a", "b"]}}]
    assert reasons_in(stored) == (Why("too_short", {"minutes": 3, "least": "2022-08-11", "wanted": ["a", "b"]}),)


def test_a_reason_of_zonings_own_is_stored_the_same_way() -> None:
    at = datetime(2022, 8, 11, 9, 30, tzinfo=UTC)
    assert why("asked", at=at, people=7, units=("grid",)) == {
        "key": "asked",
        "params": {"at": "2022-08-11T09:30:00+00:00", "people": 7, "units": ["grid"]},
    }


def test_ways_to_draw_a_zone_are_read_back_as_they_were_stored() -> None:
    options = (
        UnitOption(AreaPath("/1/2/"), "village", PersonCount(720), allowed=True, chosen=False, finer=True),
        UnitOption(AreaPath("/1/2/3/"), "grid", PersonCount(180), allowed=False, chosen=True, finer=False),
    )
    stored = options_out(options)
    assert stored[0] == {"path": "/1/2/", "unit": "village", "people": 720, "allowed": True, "chosen": False, "finer": True}
    assert options_in(stored) == options


def test_the_types_of_a_pack_have_ranks_regimes_and_measures() -> None:
    assert ranks_of(NINTH) == {rule.name: rule.whole("rank") for rule in NINTH.section("zones")}
    assert (ranks_of(NINTH)["high"], ranks_of(NINTH)["low"]) == (30, 10)
    assert (regime_of(NINTH, "high"), regime_of(NINTH, "nothing")) == ("high_medium_low", "")
    assert (measures_of(NINTH, "high"), measures_of(NINTH, "nothing")) == (("stay_in", "service_to_door"), ())


def test_a_checklist_keeps_the_lines_of_the_countdown_it_is_made_of() -> None:
    last = date(2022, 8, 11)
    found = days(NINTH, ZoneFacts("high", last), since=last, as_of=last)
    assert [str(line.address) for line in found.because] == ["zones.high"]
    assert (found.value[0].day, found.value[0].met, found.value[0].ready) == (last, 0, False)
