"""What speaks against a signature: where it is harder than the rules ask, or frees people sooner, with the pack lines that say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from epiworks.protocol import PackLine, Reason, zone_countdown
from epiworks.units import PersonCount
from outpace.kernel.scope import AreaPath
from outpace.zoning.choices import Layer, ProposalKind
from outpace.zoning.data import BY_RULES, Ground, Why
from outpace.zoning.models import Proposal, Zone
from outpace.zoning.rules.checklist import ranks_of
from outpace.zoning.rules.papers import lines_in, lines_out, reasons_in, reasons_out
from outpace.zoning.rules.strictness import Drawn, Harder, Sooner, judge, warn
from outpace.zoning.selectors.facts import knows, zone_facts
from outpace.zoning.selectors.packs import local_day, protocol_at

GROUND_GONE = frozenset({"ground_lost", "stay_lost"})
"""Reasons for which the rules ask that a zone goes whatever its checklist says: it rested on what was corrected."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """In which ways the signature departs from the rules; empty: it does not, and no reason is owed."""

    warnings: tuple[Why, ...]
    because: tuple[Ground, ...]

    @property
    def owes_reason(self) -> bool:
        """Must the person who signs say why in writing?"""
        return bool(self.warnings)


def judged(proposal: Proposal, zone: Zone | None, *, signed: Drawn, at: datetime) -> Judgement:
    """What speaks against signing this proposal in this form at this moment?"""
    protocol = protocol_at(AreaPath(proposal.area_path), at)
    warnings: list[Why] = []
    lines: list[PackLine] = []
    before = _baseline(proposal, zone)
    ways = judge(signed, before, ranks=ranks_of(protocol) if protocol else {}, smallest=_smallest(proposal))
    more = PersonCount(max(0, signed.people - before.people))
    if protocol is None:
        warnings += [Why(way.value, {"people": more, "must_nots": []}) for way in ways]
    elif ways:
        decision = warn(protocol, ways, more_people=more)
        warnings += [Why(found.harder.value, {"people": found.more_people, "must_nots": found.must_nots}) for found in decision.value]
        lines += decision.because
    unmet, because = _unmet(proposal, zone, at)
    if unmet:
        warnings.append(Why(Sooner.CHECKLIST_OPEN.value, {"unmet": [found.key for found in reasons_in(reasons_out(unmet))]}))
        lines += because
    return Judgement(tuple(warnings), lines_in(lines_out(lines)))


def refusal_warning(proposal: Proposal) -> tuple[Why, ...]:
    """What speaks against refusing? Keeping people longer than the rules do is as hard as restricting more of them."""
    is_relief = proposal.relieves and proposal.proposed_by == BY_RULES
    return (Why(Harder.LONGER.value, {"people": proposal.people, "must_nots": ["longer_zone"]}),) if is_relief else ()


def _baseline(proposal: Proposal, zone: Zone | None) -> Drawn:
    """Against what is the signature measured? What the rules propose; else what stands now."""
    if proposal.proposed_by == BY_RULES:
        areas: Sequence[str] = proposal.area_paths
        if zone is not None:
            areas = [*areas, *(area.path for area in zone.areas.all())]
        return Drawn(proposal.zone_type, tuple(AreaPath(path) for path in areas), PersonCount(proposal.people))
    if zone is None:
        return Drawn("", (), PersonCount(0))
    return Drawn(zone.zone_type, tuple(AreaPath(area.path) for area in zone.areas.all()), PersonCount(zone.people))


def _smallest(proposal: Proposal) -> PersonCount | None:
    allowed = [PersonCount(option["people"]) for option in proposal.options if option["chosen"]]
    return min(allowed, default=None)


def _unmet(proposal: Proposal, zone: Zone | None, at: datetime) -> tuple[tuple[Reason, ...], tuple[PackLine, ...]]:
    """Which conditions of release are still open, when a control zone is to step down or go while it has ground?"""
    if zone is None or zone.layer != Layer.CONTROL or proposal.kind not in {ProposalKind.STEP_DOWN, ProposalKind.LIFT}:
        return (), ()
    if any(found["key"] in GROUND_GONE for found in proposal.reasons):
        return (), ()
    protocol = protocol_at(AreaPath(zone.area_path), at)
    if protocol is None or not knows(protocol, zone.zone_type):
        return (), ()
    decision = zone_countdown(protocol, zone_facts(zone, protocol, at=at), local_day(at))
    return decision.value.unmet, decision.because
