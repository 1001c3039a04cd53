"""What a page shows: the board, one zone with its checklist, one proposal with what speaks against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from epiworks.protocol import Reason, zone_countdown
from epiworks.units import PersonCount
from outpace.kernel import clock
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, ActorKind, AreaPath
from outpace.registry import api as registry
from outpace.screening import api as screening
from outpace.zoning.choices import Layer, ProposalState
from outpace.zoning.data import MeasureRow, ProposalRow, ReviewDue, ZoneCount, ZoneRow, ZoneState
from outpace.zoning.models import Proposal, Zone, ZoneMeasure
from outpace.zoning.rules.checklist import DayLine, NextStep, days, next_step
from outpace.zoning.rules.cover import cover
from outpace.zoning.rules.measures import Turn, turn
from outpace.zoning.rules.owed import Owed, owed
from outpace.zoning.rules.strictness import Drawn
from outpace.zoning.selectors.facts import LOOK_BACK, cases_inside, knows, zone_facts
from outpace.zoning.selectors.guard import require_proposal, require_zone, visible
from outpace.zoning.selectors.judging import Judgement, judged, refusal_warning
from outpace.zoning.selectors.packs import local_day, protocol_at
from outpace.zoning.selectors.proposals import list_proposals
from outpace.zoning.selectors.rows import holding_of, measure_row, proposal_row, state_row, zone_row
from outpace.zoning.selectors.zones import list_ahead, reviews_due, standing_zones, zone_counts, zones_at, zones_shown

NO_TURN = Turn()


@dataclass(frozen=True, slots=True)
class Board:
    """Zones as they stand, by type; `proposals` wait for a signature (at most a page of them, those that free people first).

    `ahead`: zones of any layer about which a signature waits for its hour, the next first (at most a page); none is counted before it.
    `reviews`: measures that are to be looked at again.
    """

    zones: tuple[ZoneRow, ...]
    counts: tuple[ZoneCount, ...]
    static: tuple[ZoneRow, ...]
    free: tuple[ZoneRow, ...]
    proposals: tuple[ProposalRow, ...]
    more_proposals: bool
    as_of: datetime
    may_propose: bool
    ahead: tuple[ZoneRow, ...] = ()
    more_ahead: bool = False
    reviews: tuple[ReviewDue, ...] = ()

    @property
    def ready(self) -> tuple[ZoneRow, ...]:
        """Which zones wait for nothing but a signature?"""
        return tuple(zone for zone in self.zones if zone.ready_on is not None and not zone.unmet)


@dataclass(frozen=True, slots=True)
class Checklist:
    """What a zone waits for: met and unmet conditions today, day by day, and the pack lines behind. `regime_known` False: older rules."""

    met: tuple[Reason, ...]
    unmet: tuple[Reason, ...]
    days: tuple[DayLine, ...]
    step: NextStep
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ZoneSheet:
    """Everything on a zone's page. `checklist` None: the rules in force do not know the type, or it is no control zone.

    `turn`: what becomes of the measures at the hour of the signature that waits.
    """

    zone: ZoneRow
    history: tuple[ZoneState, ...]
    measures: tuple[MeasureRow, ...]
    checklist: Checklist | None
    owed: Owed
    case_ids: tuple[int, ...]
    waiting: tuple[ProposalRow, ...]
    may_sign: bool
    may_propose: bool
    cases_since: int = 0
    turn: Turn = NO_TURN


@dataclass(frozen=True, slots=True)
class ProposalSheet:
    """Everything on a proposal's page. `people_now`: persons present in its areas now; `against`: warnings if signed as it is.

    `signed`: what the signature made of its zone, also when it waits for its hour or was taken back.
    """

    proposal: ProposalRow
    zone: ZoneRow | None
    people_now: PersonCount
    against: Judgement
    refusal: tuple[str, ...]
    may_sign: bool
    signed: ZoneState | None = None


def board(actor: Actor) -> Board:
    """What stands now in the actor's areas, what waits for a signature, and what may step down? A fixed number of questions."""
    zones = standing_zones(actor)
    ranked = sorted(zones, key=lambda zone: (zone.ready_on is None or bool(zone.unmet), -zone.people, zone.id))
    page, coming = list_proposals(actor, size=20), list_ahead(actor, size=20)
    return Board(
        zones=tuple(ranked),
        counts=zone_counts(zones),
        static=tuple(standing_zones(actor, layer=Layer.STATIC)),
        free=tuple(standing_zones(actor, layer=Layer.FREE)),
        proposals=page.items,
        more_proposals=page.next_cursor is not None,
        as_of=clock.now(),
        may_propose=actor.holds(Permission.ZONE_PROPOSE),
        ahead=coming.items,
        more_ahead=coming.next_cursor is not None,
        reviews=tuple(reviews_due(actor)),
    )


def replay(actor: Actor, at: datetime, *, layer: Layer = Layer.CONTROL) -> tuple[tuple[ZoneState, ...], tuple[ZoneCount, ...]]:
    """Which zones of a layer stood at this hour in the actor's areas, and how many of each type?"""
    found: dict[int, ZoneState] = {}
    for path in actor.paths(Permission.ZONE_READ):
        found |= {state.zone_id: state for state in zones_at(actor, path, at, layer=layer)}
    states = tuple(found[number] for number in sorted(found))
    return states, zone_counts(states)


def zone_sheet(actor: Actor, zone_id: int) -> ZoneSheet:
    """What is there to know and to do about this zone? Raises NotFound outside the actor's scope."""
    zone = require_zone(actor, zone_id)
    row, now = zone_row(zone), clock.now()
    measures = [measure_row(found) for found in ZoneMeasure.objects.filter(zone=zone).order_by("id")]
    versions = list(zone.versions.select_related("zone").order_by("number"))
    held = [version for version in versions if version.number <= zone.version and version.taken_back_at is None]
    evidence = {number for version in held for number in version.case_ids}
    waiting = Proposal.objects.filter(visible(actor), zone=zone, state=ProposalState.OPEN).order_by("id")
    places = cover((*row.area_paths, *(row.ahead.area_paths if row.ahead else ())))
    return ZoneSheet(
        zone=row,
        history=tuple(state_row(version) for version in versions),
        measures=tuple(sorted(measures, key=lambda found: found.ended_at is not None)),
        checklist=_checklist(zone, now) if zone.in_force and zone.layer == Layer.CONTROL else None,
        owed=_owed(row, measures, now),
        case_ids=tuple(case.case_id for case in cases_inside(row.area_paths, case_ids=evidence)) if zone.layer == Layer.CONTROL else (),
        waiting=tuple(proposal_row(found) for found in waiting),
        may_sign=_may_sign(actor, places),
        may_propose=all(actor.may(Permission.ZONE_PROPOSE, path) for path in row.area_paths),
        cases_since=_cases_since(row),
        turn=_turn(row, measures),
    )


def _turn(row: ZoneRow, measures: Sequence[MeasureRow]) -> Turn:
    """What does the signature that waits about this zone do to its measures at its hour?"""
    if row.ahead is None:
        return NO_TURN
    holding = [holding_of(found) for found in measures if found.ended_at is None]
    return turn(row.zone_type if row.in_force else "", row.ahead.zone_type, measures=row.ahead.measures, holding=holding)


def _cases_since(row: ZoneRow) -> int:
    """How many cases were found here since somebody signed what waits for its hour?"""
    if row.ahead is None or row.layer is not Layer.CONTROL:
        return 0
    inside = cases_inside((*row.area_paths, *row.ahead.area_paths))
    return sum(1 for case in inside if case.found_at > row.ahead.recorded_at)


def proposal_sheet(actor: Actor, proposal_id: int) -> ProposalSheet:
    """What is proposed, why, whom would it restrict, and what speaks against it? Raises NotFound outside the actor's scope."""
    found = require_proposal(actor, proposal_id)
    row = proposal_row(found)
    zone = zones_shown().get(pk=found.zone_id) if found.zone_id else None
    people = PersonCount(sum(registry.counts_under(path).present for path in cover(row.area_paths)))
    signed = Drawn(row.zone_type, row.area_paths, people)
    is_open = row.state is ProposalState.OPEN
    return ProposalSheet(
        proposal=row,
        zone=zone_row(zone) if zone is not None else None,
        people_now=people,
        against=judged(found, zone, signed=signed, at=clock.now()) if is_open else Judgement(row.warnings, ()),
        refusal=tuple(why.key for why in refusal_warning(found)),
        may_sign=is_open and _may_sign(actor, row.area_paths),
        signed=_signed(found),
    )


def _signed(found: Proposal) -> ZoneState | None:
    if found.state != ProposalState.SIGNED or found.zone_id is None:
        return None
    version = found.versions.select_related("zone").filter(zone_id=found.zone_id).first()
    return state_row(version) if version is not None else None


def types_here(path: AreaPath) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Which types of zone do the rules in force know here, the mildest first, with their regime and measures?"""
    protocol = protocol_at(path, clock.now())
    if protocol is None:
        return {}
    rules = sorted(protocol.section("zones"), key=lambda rule: rule.whole("rank"))
    return {rule.name: (rule.text("regime"), rule.texts("measures")) for rule in rules}


def definitions_here(path: AreaPath) -> tuple[str, ...]:
    """By which definitions may a unit be called epidemic-free under the rules in force here?"""
    protocol = protocol_at(path, clock.now())
    return tuple(rule.name for rule in protocol.section("epidemic_free")) if protocol is not None else ()


def _may_sign(actor: Actor, areas: Sequence[AreaPath]) -> bool:
    return actor.kind is ActorKind.USER and all(actor.may(Permission.ZONE_SIGN, path) for path in areas)


def _checklist(zone: Zone, now: datetime) -> Checklist | None:
    protocol = protocol_at(AreaPath(zone.area_path), now)
    if protocol is None or not knows(protocol, zone.zone_type):
        return None
    facts, today = zone_facts(zone, protocol, at=now), local_day(now)
    decision = zone_countdown(protocol, facts, today)
    lines = days(protocol, facts, since=facts.last_positive, as_of=today)
    return Checklist(
        met=decision.value.met,
        unmet=decision.value.unmet,
        days=lines.value,
        step=next_step(decision.value),
        addresses=tuple(f"{line.pack} {line.address}" for line in decision.because),
    )


def _owed(row: ZoneRow, measures: Sequence[MeasureRow], now: datetime) -> Owed:
    rounds = screening.rounds_over(row.area_paths, since=now - LOOK_BACK) if row.in_force else []
    latest = rounds[-1] if rounds else None
    holding = frozenset(found.measure for found in measures if found.ended_at is None and found.measure and found.starts_at <= now)
    households = sum(registry.counts_under(path).households for path in row.area_paths) if holding else 0
    return owed(
        due=latest.due if latest else 0, done=latest.done if latest else 0, households=households, people=row.people, measures=holding
    )
