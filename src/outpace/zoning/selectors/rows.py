"""Rows of the tables as frozen values."""

from epiworks.units import PersonCount
from outpace.kernel.scope import AreaPath
from outpace.zoning.choices import Change, Layer, ProposalKind, ProposalState
from outpace.zoning.data import MeasureRow, ProposalRow, ZoneRow, ZoneState
from outpace.zoning.models import Proposal, Zone, ZoneMeasure, ZoneVersion
from outpace.zoning.rules.measures import Holding
from outpace.zoning.rules.papers import lines_in, options_in, reasons_in
from outpace.zoning.rules.shapes import from_geojson


def zone_row(found: Zone) -> ZoneRow:
    """Which zone is this? Its areas, and the signature that waits, must have been fetched with it."""
    if found.ahead is not None:
        found.ahead.zone = found
    return ZoneRow(
        id=found.pk,
        layer=Layer(found.layer),
        name=found.name,
        area_path=AreaPath(found.area_path),
        county_path=AreaPath(found.county_path),
        area_paths=tuple(sorted(AreaPath(area.path) for area in found.areas.all())),
        zone_type=found.zone_type,
        regime=found.regime,
        people=PersonCount(found.people),
        in_force=found.in_force,
        version=found.version,
        drawn_at=found.drawn_at,
        changed_at=found.changed_at,
        stepped_down_on=found.stepped_down_on,
        review_on=found.review_on,
        ready_on=found.ready_on,
        unmet=tuple(found.unmet),
        ahead=state_row(found.ahead) if found.ahead is not None else None,
    )


def state_row(found: ZoneVersion) -> ZoneState:
    """Which version is this? Its zone must have been fetched with it."""
    return ZoneState(
        zone_id=found.zone_id,
        number=found.number,
        layer=Layer(found.zone.layer),
        name=found.zone.name,
        change=Change(found.change),
        zone_type=found.zone_type,
        regime=found.regime,
        unit=found.unit,
        area_path=AreaPath(found.zone.area_path),
        area_paths=tuple(AreaPath(path) for path in found.area_paths),
        people=PersonCount(found.people),
        case_ids=tuple(found.case_ids),
        valid_from=found.valid_from,
        recorded_at=found.recorded_at,
        signed_by=found.signed_by,
        reason=found.reason,
        exemptions=found.exemptions,
        review_on=found.review_on,
        because=lines_in(found.because),
        proposal_id=found.proposal_id,
        has_shape=found.shape is not None,
        measures=tuple(found.measures),
        ring=from_geojson(found.shape),
        taken_back_at=found.taken_back_at,
        taken_back_by=found.taken_back_by,
        taken_back_why=found.taken_back_why,
    )


def proposal_row(found: Proposal) -> ProposalRow:
    """Which proposal is this?"""
    return ProposalRow(
        id=found.pk,
        kind=ProposalKind(found.kind),
        layer=Layer(found.layer),
        state=ProposalState(found.state),
        zone_id=found.zone_id,
        area_path=AreaPath(found.area_path),
        area_paths=tuple(AreaPath(path) for path in found.area_paths),
        zone_type=found.zone_type,
        regime=found.regime,
        unit=found.unit,
        measures=tuple(found.measures),
        people=PersonCount(found.people),
        options=options_in(found.options),
        reasons=reasons_in(found.reasons),
        because=lines_in(found.because),
        case_ids=tuple(found.case_ids),
        relieves=found.relieves,
        proposed_by=found.proposed_by,
        proposed_at=found.proposed_at,
        decided_at=found.decided_at,
        decided_by=found.decided_by,
        decision_reason=found.decision_reason,
        warnings=reasons_in(found.warnings),
        ring=from_geojson(found.shape),
    )


def holding_of(found: ZoneMeasure | MeasureRow) -> Holding:
    """How does the rule see this measure? Those of the type have no day of review of their own; whoever orders one by hand names one."""
    return Holding(found.id, found.measure, found.review_on is not None)


def measure_row(found: ZoneMeasure) -> MeasureRow:
    """Which measure is this?"""
    return MeasureRow(
        id=found.pk,
        measure=found.measure,
        text=found.text,
        exemptions=found.exemptions,
        starts_at=found.starts_at,
        review_on=found.review_on,
        ended_at=found.ended_at,
        ordered_by=found.ordered_by,
        ended_by=found.ended_by,
    )
