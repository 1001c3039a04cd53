"""Random signatures, now, ahead and backward, taken back or not, while hours pass: what stands is what the versions say, always."""

from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outpace.kernel.errors import Refusal
from outpace.screening.tests.world import World
from outpace.zoning import api
from outpace.zoning.choices import ProposalKind
from outpace.zoning.data import ByHand, Signature
from outpace.zoning.models import Zone
from outpace.zoning.tests.test_ahead import broken
from outpace.zoning.tests.world import FIRST, clock, commander, county, grid

KINDS = (
    ProposalKind.ADD,
    ProposalKind.EXTEND,
    ProposalKind.SHRINK,
    ProposalKind.MERGE,
    ProposalKind.RAISE,
    ProposalKind.STEP_DOWN,
    ProposalKind.LIFT,
)
Standing = dict[int, tuple[str, tuple[str, ...]]]


class Story:
    """A commander asks and signs at random; the program looks every now and then."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random, self.now = world, random, FIRST
        self.known: list[tuple[datetime, datetime, Standing]] = []

    def step(self) -> None:
        """One thing happens; what cannot be done is refused and changes nothing."""
        with suppress(Refusal), clock.at(self.now):
            self.random.choice([self.sign, self.sign, self.take_back])()

    def sign(self) -> None:
        kind = self.random.choice(KINDS)
        zones = list(Zone.objects.filter(in_force=True).order_by("pk").values_list("pk", flat=True))
        zone = self.random.choice(zones) if zones and kind is not ProposalKind.ADD else None
        areas = tuple(grid(self.world, number) for number in self.random.sample(range(4), 2))
        kept = (ProposalKind.RAISE, ProposalKind.STEP_DOWN, ProposalKind.LIFT)
        asked = ByHand(
            kind if zone else ProposalKind.ADD,
            () if zone and kind in kept else areas,
            zone_id=zone,
            zone_type=self.random.choice(["high", "medium", "low"]),
            reason="as ordered",
        )
        actor = commander(self.world)
        number = api.propose_by_hand(actor, asked, request_id=UUID(int=self.random.getrandbits(128)))
        hours = self.random.choice([0, 1, 5, 30, -2, -12])
        api.sign_proposal(actor, number, Signature(reason="as ordered", valid_from=self.now + timedelta(hours=hours)))

    def take_back(self) -> None:
        coming = api.list_ahead(commander(self.world)).items
        if coming:
            api.take_back(commander(self.world), self.random.choice(coming).id, reason="wrong hour")

    def wait(self) -> None:
        """Time passes, and the job of that minute runs."""
        self.now += timedelta(hours=self.random.choice([0, 1, 3, 9]), minutes=1)
        with clock.at(self.now):
            api.take_hold_due()

    def versions(self, at: datetime, known: datetime | None = None) -> Standing:
        states = api.zones_at(commander(self.world), county(self.world), at, known_at=known)
        return {state.zone_id: (state.zone_type, tuple(sorted(state.area_paths))) for state in states}

    def rows(self) -> Standing:
        return {zone.id: (zone.zone_type, zone.area_paths) for zone in api.standing_zones(commander(self.world))}


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1_000_000))
def test_what_stands_is_what_the_versions_say_and_what_was_known_stays_so(world: World, seed: int) -> None:
    with transaction.atomic():
        story = Story(world, Random(seed))
        for _ in range(8):
            story.step()
            assert story.rows() == story.versions(story.now)
            later = story.now + timedelta(hours=6)
            story.known.append((later, story.now, story.versions(later, story.now)))
            story.wait()
            assert (story.rows(), broken(story.now)) == (story.versions(story.now), [])
        assert [story.versions(at, known) for at, known, _ in story.known] == [before for _, _, before in story.known]
        transaction.set_rollback(True)
