"""Possible sources of one case, worked out on request and not kept: case numbers do not belong into stored runs."""

from epiworks.epi.published import published_interval
from outpace.analysis.data.sources import SourcesFound
from outpace.analysis.rules.sources import sources
from outpace.analysis.selectors.snapshot import borrowed
from outpace.casework import api as casework
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor


def possible_sources(actor: Actor, case_id: int) -> SourcesFound:
    """From whom may this case have its infection? Raises NotAllowed without CASE_READ and ANALYSIS_READ, NotFound out of scope."""
    actor.require_anywhere(Permission.ANALYSIS_READ)
    actor.require_anywhere(Permission.CASE_READ)
    table = casework.suspects_of(actor, case_id)
    return sources(table, borrowed(published_interval(table.disease)))
