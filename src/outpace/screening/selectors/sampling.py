"""What a sampler sees: the passes to sample for, the tubes still open at the site, and who is in the tube in hand."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Case, When

from outpace.kernel import clock, crypto
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry
from outpace.registry.data import RosterEntry
from outpace.screening.choices import Condition, PassState, Target
from outpace.screening.data import PassInfo
from outpace.screening.models import Pass, Sample, SiteGrid, Tube, UnidentifiedSample
from outpace.screening.rules.pools import HOUSEHOLD_TUBE, POOL_SIZES, PoolPlan, fewer
from outpace.screening.rules.sampling import PersonInUse, TubeInUse
from outpace.screening.selectors.crowding import is_mixed
from outpace.screening.selectors.passes import over_or_under, pass_info
from outpace.screening.selectors.sites import SiteInfo, site
from outpace.screening.selectors.standing import facts_of
from outpace.screening.selectors.zones import plan_of, size_at_site, size_together

MAX_OPEN_TUBES = 20
MAX_FOUND = 30


@dataclass(frozen=True, slots=True)
class Member:
    """One person in the tube: masked as far as the reader's role asks, and when they were scanned."""

    person_id: int
    name: str
    document: str
    grid: str
    priority: bool
    taken_at: datetime
    grid_en: str = ""


@dataclass(frozen=True, slots=True)
class Stranger:
    """A swab in the tube whose person is not known yet, and how the sampler described them."""

    id: int
    reference: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class TubeInHand:
    """The tube a sampler is filling; `members` in the order of scanning, the last one last. Pool size 0 stands for one household.

    `mixed`: it is for one household, and people of several, or of nobody knows which, are in it. `most`: of one household.
    """

    code: str
    screening_pass: PassInfo
    site: SiteInfo
    pool_size: int
    people: int
    sealed_at: datetime | None
    condition: Condition
    other_pass_id: int | None
    other_site_id: int | None
    members: tuple[Member, ...]
    strangers: tuple[Stranger, ...]
    mixed: bool = False
    most: int = max(POOL_SIZES)

    @property
    def is_household(self) -> bool:
        """Does the tube hold one household, whatever its size?"""
        return self.pool_size == HOUSEHOLD_TUBE

    @property
    def is_full(self) -> bool:
        """Has the tube as many people as it may?"""
        return self.people >= (self.most if self.is_household else self.pool_size)

    @property
    def last(self) -> Member | None:
        """Who was scanned last?"""
        return max(self.members, key=lambda member: member.taken_at, default=None)


@dataclass(frozen=True, slots=True)
class OpenTube:
    """A tube begun at the site and not sealed yet."""

    code: str
    people: int
    pool_size: int
    sampled_at: datetime | None


@dataclass(frozen=True, slots=True)
class EarlierSample:
    """Where and when somebody was already sampled in this pass."""

    tube: str
    taken_at: datetime


def passes_to_sample(actor: Actor, path: AreaPath, grid_ids: Collection[int] = ()) -> list[PassInfo]:
    """Which open passes concern a site here: whole-population passes before re-tests, the newest first? At most 20.

    Those for people named for a day that is over come last, however many they are: nobody closes them. Each with the pool size that the
    zones over the site's grids ask for.
    """
    if not actor.may(Permission.SCREENING_SAMPLE, path):
        return []
    rows = Pass.objects.select_related("round__campaign").filter(over_or_under("area_path", [path]), state=PassState.OPEN)
    is_over = Case(When(target=Target.NAMED, due_by__lte=clock.now(), then=1), default=0)
    found = [pass_info(row) for row in rows.order_by(is_over, "is_retest", "-opened_at", "-id")[:20]]
    return [replace(about, pool_size=size_at_site(about, grid_ids)) for about in found]


def tube_in_hand(actor: Actor, pass_id: int, site_id: int, *, code: str) -> TubeInHand:
    """Who is in this tube? A code nobody has used yet is an empty tube. Raises NotFound outside the actor's sampling scope."""
    where, about = _to_sample(actor, pass_id, site_id)
    tube = Tube.objects.filter(code=code).first()
    if tube is None:
        return TubeInHand(code, about, where, size_at_site(about, where.grid_ids), 0, None, Condition.SOUND, None, None, (), ())
    is_elsewhere = tube.screening_pass_id not in {None, about.id}
    size = _size(plan_of(about), tube, grid_ids=(), site_grids=where.grid_ids)
    members = () if is_elsewhere else _members(actor, tube)
    strangers = () if is_elsewhere else _strangers(tube)
    return TubeInHand(
        code=code,
        screening_pass=about,
        site=where,
        pool_size=size,
        people=tube.people,
        sealed_at=tube.sealed_at,
        condition=Condition(tube.condition),
        other_pass_id=tube.screening_pass_id if is_elsewhere else None,
        other_site_id=tube.site_id if tube.site_id not in {None, where.station.id} else None,
        members=members,
        strangers=strangers,
        mixed=size == HOUSEHOLD_TUBE and is_mixed([member.person_id for member in members], people=len(members) + len(strangers)),
        most=plan_of(about).most,
    )


def to_sample(actor: Actor, pass_id: int, site_id: int) -> tuple[SiteInfo, PassInfo]:
    """Which site and pass are these, if the actor samples there for it, with the pool size of its zone? Raises NotFound otherwise."""
    where, about = _to_sample(actor, pass_id, site_id)
    return where, replace(about, pool_size=size_at_site(about, where.grid_ids))


def _to_sample(actor: Actor, pass_id: int, site_id: int) -> tuple[SiteInfo, PassInfo]:
    where = site(actor, site_id)
    path = where.station.path
    found = Pass.objects.select_related("round__campaign").filter(over_or_under("area_path", [path]), pk=pass_id).first()
    if found is None or not actor.may(Permission.SCREENING_SAMPLE, path):
        raise NotFound(f"pass {pass_id} at site {site_id}")
    return where, pass_info(found)


def open_tubes(actor: Actor, pass_id: int, site_id: int) -> list[OpenTube]:
    """Which tubes of this pass were begun here and not sealed, the latest first? At most MAX_OPEN_TUBES."""
    where, about = to_sample(actor, pass_id, site_id)
    rows = Tube.objects.filter(
        screening_pass_id=about.id, site_id=where.station.id, stage=1, sealed_at=None, sampled_at__isnull=False, condition=Condition.SOUND
    )
    return [
        OpenTube(code, people, pool_size, sampled_at)
        for code, people, pool_size, sampled_at in rows.order_by("-id").values_list("code", "people", "pool_size", "sampled_at")[
            :MAX_OPEN_TUBES
        ]
    ]


def search_at_site(actor: Actor, site_id: int, typed: str) -> list[RosterEntry]:
    """Who in the grids this site serves has this in their name, document or phone? At most MAX_FOUND; each grid's read is logged."""
    found: list[RosterEntry] = []
    for grid_id in site(actor, site_id).grid_ids:
        found += registry.roster_search(actor, grid_id, typed, purpose="screening.sample")
        if len(found) >= MAX_FOUND:
            break
    return found[:MAX_FOUND]


def household_to_add(actor: Actor, tube: TubeInHand) -> list[RosterEntry]:
    """For a household tube: who else lives with the people in it and is not in it yet?"""
    if not tube.is_household or not tube.members or tube.sealed_at is not None:
        return []
    inside = {member.person_id for member in tube.members}
    home = registry.household_members(actor, tube.members[0].person_id, purpose="screening.sample")
    return [person for person in home if person.id not in inside]


def uses_of(
    pass_id: int, code: str, person_id: int, *, site_id: int, grid_id: int = 0
) -> tuple[TubeInUse, PersonInUse, EarlierSample | None]:
    """What does a decision about this scan rest on? `grid_id`: of somebody not enrolled yet. The caller has checked its actor."""
    plan = facts_of(pass_id).pools
    tube = Tube.objects.filter(code=code).first()
    use = TubeInUse(
        pass_id=tube.screening_pass_id if tube else None,
        people=tube.people if tube else 0,
        pool_size=_size(plan, tube, grid_ids=_grids(plan, person_id, grid_id), site_grids=_site_grids(plan, site_id)),
        is_sealed=bool(tube and tube.sealed_at),
        is_sound=tube is None or tube.condition == Condition.SOUND,
        most=plan.most,
    )
    rows = Sample.objects.filter(screening_pass_id=pass_id, person_id=person_id, effective=True) if person_id else Sample.objects.none()
    samples = [EarlierSample(*row) for row in rows.order_by("ordinal").values_list("tube__code", "taken_at")]
    elsewhere = [sample for sample in samples if sample.tube != code]
    person = PersonInUse(
        in_tube=len(elsewhere) < len(samples), sampled_before=bool(elsewhere), other_household=_lives_elsewhere(use, tube, person_id)
    )
    return use, person, elsewhere[-1] if elsewhere else None


def _size(plan: PoolPlan, tube: Tube | None, *, grid_ids: Collection[int], site_grids: Collection[int]) -> int:
    """How many may the tube hold with these people added? Once begun it keeps its size unless a zone asks for less; sealed it keeps it."""
    if tube is None or tube.screening_pass_id is None:
        return size_together(plan, tube_id=None, grid_ids=grid_ids, site_grids=site_grids)
    if tube.sealed_at is not None or not plan.apart:
        return tube.pool_size
    return fewer(tube.pool_size, size_together(plan, tube_id=tube.pk, grid_ids=grid_ids, site_grids=site_grids))


def _grids(plan: PoolPlan, person_id: int, grid_id: int) -> tuple[int, ...]:
    if grid_id or not (plan.apart and person_id):
        return (grid_id,) if grid_id else ()
    return tuple(registry.grids_of([person_id]).values())


def _site_grids(plan: PoolPlan, site_id: int) -> tuple[int, ...]:
    return tuple(SiteGrid.objects.filter(site_id=site_id).values_list("grid_id", flat=True)) if plan.apart else ()


def _lives_elsewhere(use: TubeInUse, tube: Tube | None, person_id: int) -> bool:
    if tube is None or use.pool_size != HOUSEHOLD_TUBE:
        return False
    inside = Sample.objects.filter(tube=tube, effective=True).values_list("person_id", flat=True)
    return is_mixed([*inside, person_id] if person_id else list(inside), people=tube.people + 1)


def is_for_site(pass_id: int, path: AreaPath) -> bool:
    """Does the pass concern a site at this path?"""
    return Pass.objects.filter(over_or_under("area_path", [path]), pk=pass_id).exists()


def _members(actor: Actor, tube: Tube) -> tuple[Member, ...]:
    taken = dict(Sample.objects.filter(tube_id=tube.pk, effective=True).order_by("taken_at").values_list("person_id", "taken_at"))
    priority = registry.priority_mask() if taken else 0
    people = {entry.id: entry for entry in registry.persons_for_ids(actor, list(taken), purpose="screening.tube")}
    return tuple(_member(number, at, people.get(number), priority) for number, at in taken.items())


def _member(number: int, at: datetime, entry: RosterEntry | None, priority: int) -> Member:
    if entry is None:
        return Member(number, "", "", "", False, at)
    return Member(number, entry.name, entry.document, entry.grid_name, bool(entry.groups & priority), at, entry.grid_name_en)


def _strangers(tube: Tube) -> tuple[Stranger, ...]:
    rows = UnidentifiedSample.objects.filter(tube_id=tube.pk, person_id=None).order_by("id")
    return tuple(Stranger(row.pk, crypto.unseal(bytes(row.reference_sealed)), row.taken_at) for row in rows)


def find_person(actor: Actor, typed: str) -> RosterEntry | None:
    """Whose card or document is this, of the people the actor may see? None when it is nobody's."""
    for look_up in (registry.person_by_code, registry.person_by_document):
        try:
            return look_up(actor, typed, purpose="screening.sample")
        except NotFound:
            continue
    return None
