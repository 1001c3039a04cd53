"""A small organisation for tests: a county with two townships, a post of every name, and people who hold some of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import transaction

from epiworks.protocol import Place, Setting
from outpace.casework.data import (
    CaseEnded,
    CaseOpened,
    CaseReclassified,
    ContactsProposed,
    DeliverableDone,
    DeliverableLate,
    LetterAnswered,
    LetterLate,
    ProposedContactReopened,
    ProposedContactsJudged,
)
from outpace.command import api
from outpace.command.choices import OwnerCode, Step, TaskState
from outpace.command.data import NewPost, TaskStep
from outpace.command.models import Task
from outpace.isolation.data import PersonArrived, PlacementRequested, PlacementsRequested, PlacementsWithdrawn, PlacementWithdrawn
from outpace.kernel import clock
from outpace.kernel.accounts import actor_for_user
from outpace.kernel.events import Event
from outpace.kernel.models import User
from outpace.kernel.scope import Actor, AreaPath
from outpace.screening.data import PoolFoundPositive, PoolReopened, PoolResolved, PoolWithdrawn
from outpace.screening.tests.people import user_with
from outpace.screening.tests.world import staff

MORNING = datetime(2022, 8, 11, 1, 0, tzinfo=UTC)
COUNTY = AreaPath("/62/6212/621227/")
TOWN, OTHER_TOWN = AreaPath(f"{COUNTY}621227100/"), AreaPath(f"{COUNTY}621227101/")
GRID = AreaPath(f"{TOWN}621227100001G01/")
POOL_KINDS = {"recall_samples", "hold_in_place", "inform_police", "inform_community", "single_retest"}
_users = count(1)


def minutes(number: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=number)


@dataclass(slots=True)
class Headquarters:
    """Posts by (owner, path), the people who hold them, and the verbs tests are written in."""

    posts: dict[tuple[str, AreaPath], int] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    @property
    def duty(self) -> Actor:
        """The duty officer of the county."""
        return staff("duty_officer", COUNTY, name="duty")

    def post(self, owner: OwnerCode, path: AreaPath = COUNTY) -> int:
        """Open a post."""
        self.posts[owner.value, path] = api.open_post(self.duty, NewPost(owner.value, path))
        return self.posts[owner.value, path]

    def holder(self, owner: OwnerCode, path: AreaPath = COUNTY, *, role: str = "site_head") -> Actor:
        """Appoint somebody to a post that is there."""
        user = user_with(role, path)
        self.people[f"{owner.value} {path}"] = user
        api.appoint(self.duty, self.posts[owner.value, path], username=user.username)
        return actor_for_user(user)

    def tell(self, event: Event) -> None:
        """Hand news to the handler of its kind, as the event bus does, in a transaction."""
        with transaction.atomic():
            HEARS[type(event)](event)

    def pool(self, number: int = 1, *, at: datetime = MORNING, path: AreaPath = GRID) -> None:
        """A pool is found positive."""
        self.tell(PoolFoundPositive(number, number, None, path, (1, 2, 3), at))

    def step(self, actor: Actor, task: Task, step: Step, text: str = "") -> TaskState:
        """Take a step on a task."""
        return api.take_step(actor, TaskStep(uuid4(), task.pk, step, text))


HEARS: Mapping[type[Event], Callable[[Any], None]] = {
    PoolFoundPositive: api.follow_pool,
    PoolResolved: api.follow_pool_step,
    PoolReopened: api.follow_pool_reopened,
    PoolWithdrawn: api.follow_pool_withdrawn,
    CaseOpened: api.follow_case,
    CaseReclassified: api.follow_case_class,
    CaseEnded: api.follow_case_end,
    DeliverableDone: api.follow_deliverable,
    DeliverableLate: api.follow_late_deliverable,
    ContactsProposed: api.follow_contacts_proposed,
    LetterLate: api.follow_late_letter,
    LetterAnswered: api.follow_answered_letter,
    ProposedContactReopened: api.follow_contact_reopened,
    ProposedContactsJudged: api.follow_contacts_judged,
    PlacementsRequested: api.follow_placements,
    PlacementsWithdrawn: api.follow_placements_withdrawn,
    PersonArrived: api.follow_arrival,
}


def case(number: int = 1, *, at: datetime = MORNING, case_class: str = "preliminary") -> CaseOpened:
    """A case is opened in the grid."""
    return CaseOpened(number, 100 + number, GRID, case_class, at, Setting.COMMUNITY_SCREENING)


def reclassified(number: int, before: str, after: str, *, at: datetime = MORNING) -> CaseReclassified:
    """A case changes class."""
    return CaseReclassified(number, 100 + number, GRID, before, after, at)


def late(name: str, *, number: int = 1, at: datetime = MORNING) -> DeliverableLate:
    """A deliverable of this case was not signed off in time."""
    return DeliverableLate(number, name, "investigation_team", GRID, at, at)


def looked(look: int = 1, *, number: int = 1, waiting: int = 2, at: datetime = MORNING) -> ContactsProposed:
    """Records were searched for contacts of this case."""
    return ContactsProposed(number, look, GRID, waiting, waiting, at)


def contacts_judged(*, number: int = 1, waiting: int = 0) -> ProposedContactsJudged:
    """Proposed contacts of this case were judged."""
    return ProposedContactsJudged(number, GRID, waiting, MORNING)


def reopened(proposal: int) -> ProposedContactReopened:
    """Somebody of the first look at case 1 was identified as a person who had been decided on, so many minutes into the morning."""
    return ProposedContactReopened(1, 1, proposal, GRID, MORNING + minutes(proposal))


def placement(number: int = 1, *, place: Place = Place.CENTRALISED, due_at: datetime | None = None) -> PlacementsRequested:
    """A person needs a place."""
    return PlacementsRequested((PlacementRequested(number, 200 + number, GRID, place, due_at),))


def no_placement(number: int = 1, *, at: datetime = MORNING) -> PlacementsWithdrawn:
    """The request for it is withdrawn."""
    return PlacementsWithdrawn((PlacementWithdrawn(number, 200 + number, GRID, at),))


def tasks(ref: str = "pool:1") -> list[Task]:
    """The tasks of a cause, by deadline."""
    return list(Task.objects.filter(cause=ref).order_by("due_at", "id"))


def states(found: Iterable[Task]) -> set[str]:
    """Where these tasks stand."""
    return {task.state for task in found}


def build(*, at: datetime = MORNING) -> Headquarters:
    """A county where every pack owner has a post, with sampling teams in both townships."""
    made = Headquarters()
    with clock.at(at):
        for owner in OwnerCode:
            made.post(owner)
        for town in (TOWN, OTHER_TOWN):
            made.post(OwnerCode.SAMPLING_TEAM, town)
    return made
