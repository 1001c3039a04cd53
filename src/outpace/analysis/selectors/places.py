"""Places where many were infected, worked out on request and not kept: names of places do not belong into stored runs."""

from dataclasses import replace

from outpace.analysis.data.answers import Answer, Ask
from outpace.analysis.data.chains import ChainsFound, PlacesFound
from outpace.analysis.rules.places import places
from outpace.analysis.rules.sources import timing_of
from outpace.analysis.selectors.snapshot import span
from outpace.casework import api as casework
from outpace.kernel.scope import Actor


def infection_places(actor: Actor, ask: Ask, answer: Answer[ChainsFound]) -> PlacesFound:
    """Where were many of this window's cases infected? `answer`: what its links say.

    Where older figures stand in for that answer, places are compared with no law: it would be that of other links.
    Raises NotAllowed without CASE_READ and ANALYSIS_READ over the area.
    """
    start, end = span(ask)
    table = casework.infection_places(actor, ask.path, since=start, until=end)
    found = answer.found if answer.frame.fresh else replace(answer.found, sure=None, all_links=None)
    return places(table, (ask.first, ask.last), found, timing=timing_of(found.borrowed))
