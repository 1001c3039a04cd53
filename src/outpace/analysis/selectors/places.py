"""Places where many were infected, worked out on request and not kept: names of places do not belong into stored runs."""

from outpace.analysis.data.answers import Ask
from outpace.analysis.data.chains import ChainsFound, PlacesFound
from outpace.analysis.rules.places import places
from outpace.analysis.rules.sources import timing_of
from outpace.analysis.selectors.snapshot import span
from outpace.casework import api as casework
from outpace.kernel.scope import Actor


def infection_places(actor: Actor, ask: Ask, found: ChainsFound) -> PlacesFound:
    """Where were many of this window's cases infected? `found`: what the links of the same window say.

    Raises NotAllowed without CASE_READ and ANALYSIS_READ over the area.
    """
    start, end = span(ask)
    table = casework.infection_places(actor, ask.path, since=start, until=end)
    return places(table, (ask.first, ask.last), found, timing=timing_of(found.borrowed))
