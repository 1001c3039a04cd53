"""Published serial intervals: what is believed of them holds what an outbreak of that disease showed."""

from datetime import date

import pytest

from epiworks.epi.families import Family
from epiworks.epi.links import read_links
from epiworks.epi.published import PUBLISHED, PublishedInterval
from epiworks.epi.serial import fit_interval, to_the_day
from epiworks.epi.tests import real


@pytest.mark.parametrize("found", PUBLISHED.values(), ids=list(PUBLISHED))
def test_what_is_believed_lies_around_what_was_printed(found: PublishedInterval) -> None:
    assert (found.belief.mean.mean, found.belief.sd.mean) == (found.mean, found.sd)
    assert 1 < found.belief.mean.lowest < found.mean < found.belief.mean.highest
    assert 0 < found.belief.sd.lowest < found.sd < found.belief.sd.highest


def test_the_links_of_mers_in_korea_are_within_what_is_believed_of_mers() -> None:
    onsets: dict[str, date | None] = {row["id"]: real.day(row["dt_onset"]) for row in real.rows("outbreaks/mers_korea_2015.linelist.csv")}
    pairs = [(row["from"], row["to"]) for row in real.rows("outbreaks/mers_korea_2015.contacts.csv")]
    fitted, belief = fit_interval(to_the_day(read_links(onsets, pairs).intervals), Family.WEIBULL), PUBLISHED["mers"].belief
    assert belief.mean.lowest < fitted.mean.best < belief.mean.highest
    assert belief.sd.lowest < fitted.sd.best < belief.sd.highest


def test_what_is_believed_of_mers_holds_saudi_arabia_too() -> None:
    belief = PUBLISHED["mers"].belief
    assert belief.mean.lowest < 6.8
    assert belief.sd.highest > 4.1
