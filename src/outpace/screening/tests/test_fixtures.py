"""Published figures of real responses, read through our own rules."""

from epiworks.units import PersonCount
from outpace.screening.choices import Stage
from outpace.screening.rules.coverage import Count, compare
from outpace.screening.rules.ledger import Cell, lines


def test_shigatse_had_232300_untested_and_99800_not_uploaded() -> None:
    reached = {
        Stage.SAMPLED: 1_570_100,
        Stage.HANDED_OVER: 1_570_100,
        Stage.RECEIVED: 1_570_100,
        Stage.TESTED: 1_337_800,
        Stage.UPLOADED: 1_238_000,
        Stage.NOTIFIED: 1_238_000,
    }
    printed = {line.stage: line for line in lines({stage: Cell(0, people) for stage, people in reached.items()})}
    assert printed[Stage.RECEIVED].waiting_people == 232_300
    assert printed[Stage.TESTED].waiting_people == 99_800


def test_zeku_round_two_exceeds_round_one_by_499_and_the_comparison_says_why() -> None:
    first = Count(due=PersonCount(12_700), exempt=PersonCount(0), done=PersonCount(12_263), extra=PersonCount(0))
    second = Count(due=PersonCount(12_800), exempt=PersonCount(0), done=PersonCount(12_762), extra=PersonCount(0))
    found = compare(first, second)
    assert found.difference == 499
    assert found.difference == found.denominator_change + found.missed_before - found.missed_after
    assert (found.denominator_change, found.missed_before, found.missed_after) == (100, 437, 38)
