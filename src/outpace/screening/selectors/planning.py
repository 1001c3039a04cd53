"""Campaigns with their rounds and passes, who is exempt, what the testing guide suggests, and which areas may be planned for."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from epiworks.protocol import RuleMissing, pool_size, round_deadline, shipped_library
from epiworks.protocol.pack import PackKind
from epiworks.units import Hours, PersonCount
from outpace.kernel import places
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry
from outpace.registry.data import AreaNode
from outpace.screening.choices import ExemptReason, ZoneType
from outpace.screening.data import PassInfo
from outpace.screening.models import Campaign, Exemption, Pass, Round
from outpace.screening.rules.pools import HOUSEHOLD_TUBE, POOL_SIZES
from outpace.screening.selectors.outlook import protocol_of
from outpace.screening.selectors.passes import get_pass, over_or_under, pass_info, touches


@dataclass(frozen=True, slots=True)
class CampaignInfo:
    """One campaign as its list shows it."""

    id: int
    name: str
    area_id: int
    area_path: AreaPath
    area: str
    pack: str
    started_on: date
    ended_on: date | None
    rounds: int


@dataclass(frozen=True, slots=True)
class RoundInfo:
    """One round with its passes in order, re-tests after the pass they belong to."""

    id: int
    number: int
    passes: tuple[PassInfo, ...]


@dataclass(frozen=True, slots=True)
class ExemptPerson:
    """Somebody exempt from a pass, as far as the reader may see, and who decided why."""

    person_id: int
    grid_id: int
    name: str
    document: str
    grid: str
    reason: ExemptReason
    note: str
    granted_by: str
    granted_at: datetime


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a testing guide suggests: hours for a round over these people, pool size by zone and elsewhere; ``None``: it does not say."""

    hours: Hours | None
    pool_size: int | None
    by_zone: dict[ZoneType, int]

    @property
    def most(self) -> int:
        """How many people may share a tube anywhere, by the guide? The most that any guide knows where it does not say."""
        return max((size for size in self.by_zone.values() if size != HOUSEHOLD_TUBE), default=max(POOL_SIZES))


@dataclass(frozen=True, slots=True)
class PackName:
    """One testing guide that can be chosen."""

    id: str
    title_en: str
    title_zh: str


def list_campaigns(actor: Actor, *, cursor: str | None = None, size: int = 50) -> Page[CampaignInfo]:
    """Which campaigns touch the actor's scope, the newest first?"""
    query = Campaign.objects.filter(over_or_under("area_path", actor.paths(Permission.SCREENING_READ)))
    page = keyset(query, ["-id"], cursor, size=size)
    areas, rounds = registry.areas_of({row.area_id for row in page.items}), _rounds([row.pk for row in page.items])
    return page.map(lambda row: _campaign(row, areas.get(row.area_id), rounds.get(row.pk, 0)))


def campaign(actor: Actor, campaign_id: int) -> CampaignInfo:
    """Which campaign is this? Raises NotFound when it does not touch the actor's scope."""
    found = Campaign.objects.filter(pk=campaign_id).first()
    if found is None or not touches(actor, AreaPath(found.area_path)):
        raise NotFound(f"campaign {campaign_id}")
    area = registry.areas_of([found.area_id]).get(found.area_id)
    return _campaign(found, area, _rounds([campaign_id]).get(campaign_id, 0))


def _rounds(campaign_ids: list[int]) -> dict[int, int]:
    """How many rounds has each of these campaigns?"""
    return dict(Round.objects.filter(campaign_id__in=campaign_ids).values_list("campaign_id").annotate(Count("id")))


def campaign_of_round(actor: Actor, round_id: int) -> tuple[CampaignInfo, int]:
    """Which campaign does this round belong to, and which number has it? Raises NotFound outside the actor's scope."""
    found = Round.objects.filter(pk=round_id).first()
    if found is None:
        raise NotFound(f"round {round_id}")
    return campaign(actor, found.campaign_id), found.number


def campaign_rounds(actor: Actor, campaign_id: int) -> list[RoundInfo]:
    """Which rounds and passes has this campaign, as far as they touch the actor's scope?"""
    campaign(actor, campaign_id)
    rounds = Round.objects.filter(campaign_id=campaign_id).order_by("number")
    passes = Pass.objects.select_related("round__campaign").filter(
        over_or_under("area_path", actor.paths(Permission.SCREENING_READ)), round__campaign_id=campaign_id
    )
    known = [(row.round_id, pass_info(row)) for row in passes.order_by("number", "is_retest")]
    return [RoundInfo(row.pk, row.number, tuple(info for number, info in known if number == row.pk)) for row in rounds]


def exempt_people(actor: Actor, pass_id: int, *, cursor: str | None = None, size: int = 100) -> Page[ExemptPerson]:
    """Who is exempt from this pass now, the latest first? Only people the actor may see are named; the read is logged."""
    info = get_pass(actor, pass_id)
    query = Exemption.objects.filter(screening_pass_id=info.id, ended_at=None)
    if not actor.may(Permission.PERSON_READ, info.area_path):
        own = [path for path in actor.paths(Permission.PERSON_READ) if path.startswith(info.area_path)]
        query = query.filter(grid_id__in=[grid for path in own for grid in registry.grid_ids_under(path)])
    page = keyset(query, ["-id"], cursor, size=size)
    entries = registry.persons_for_ids(actor, [row.person_id for row in page.items], purpose=f"screening.exempt pass {pass_id}")
    known = {entry.id: entry for entry in entries}
    rows = tuple(
        ExemptPerson(
            person_id=row.person_id,
            grid_id=row.grid_id,
            name=known[row.person_id].name,
            document=known[row.person_id].document,
            grid=places.spoken(known[row.person_id].grid_name, known[row.person_id].grid_name_en),
            reason=ExemptReason(row.reason),
            note=row.note,
            granted_by=row.granted_by,
            granted_at=row.granted_at,
        )
        for row in page.items
        if row.person_id in known
    )
    return Page(rows, page.next_cursor)


def suggestion(pack: str, people: PersonCount) -> Suggestion:
    """What does this guide suggest for a round over so many people?"""
    protocol = protocol_of(pack)
    if protocol is None:
        return Suggestion(None, None, {})
    try:
        hours: Hours | None = round_deadline(protocol, people).value
    except RuleMissing:
        hours = None
    sizes: dict[ZoneType, int] = {}
    for zone in ZoneType:
        try:
            pool = pool_size(protocol, zone.value).value
        except RuleMissing:
            continue
        size = HOUSEHOLD_TUBE if pool.or_household and zone is ZoneType.SEALED else int(pool.size)
        if size in POOL_SIZES:
            sizes[zone] = size
    return Suggestion(hours, sizes.get(ZoneType.PRECAUTION), sizes)


def guides() -> list[PackName]:
    """Which testing guides can a campaign follow, the newest first?"""
    packs = [pack for pack in shipped_library().packs.values() if pack.kind is PackKind.GUIDE]
    newest = sorted(packs, key=lambda pack: pack.effective.start, reverse=True)
    return [PackName(str(pack.id), pack.title.en, pack.title.zh) for pack in newest]


def plannable_areas(actor: Actor, *, within: AreaPath | None = None) -> list[AreaNode]:
    """Which areas may the actor plan for: the tops of their scope (or of a campaign) and what lies directly below?"""
    tops = _tops(actor, within)
    below = [row.node for top in tops for row in registry.children(actor, top.id, size=500).items]
    return [node for node in (*tops, *below) if actor.may(Permission.SCREENING_PLAN, node.path)]


def _tops(actor: Actor, within: AreaPath | None) -> list[AreaNode]:
    if within is None:
        return [row.node for row in registry.roots(actor)]
    return [registry.area_by_code(actor, within.rstrip("/").rsplit("/", 1)[-1])]


def _campaign(row: Campaign, area: AreaNode | None, rounds: int) -> CampaignInfo:
    return CampaignInfo(
        id=row.pk,
        name=row.name,
        area_id=row.area_id,
        area_path=AreaPath(row.area_path),
        area=places.spoken(area.name, area.name_en) if area is not None else "",
        pack=row.pack,
        started_on=row.started_on,
        ended_on=row.ended_on,
        rounds=rounds,
    )
