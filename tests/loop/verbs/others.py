"""Time, people who come and go, zones and tasks."""

from datetime import timedelta
from uuid import uuid4

from outpace.casework import api as casework
from outpace.command import api as command
from outpace.command.choices import Step as TaskAct
from outpace.command.data import TaskStep
from outpace.command.models import Post, Task
from outpace.kernel.scope import AreaPath, system_actor
from outpace.registry import api as registry
from outpace.zoning import api as zoning
from outpace.zoning.choices import Layer, ProposalKind
from outpace.zoning.data import ByHand, Signature
from outpace.zoning.models import Proposal, Zone
from tests.loop.county import County, pick
from tests.loop.verbs.step import Step

ACTS = (TaskAct.READ, TaskAct.ACCEPTED, TaskAct.STARTED, TaskAct.DONE, TaskAct.REFUSED)
KINDS = (ProposalKind.LIFT, ProposalKind.RAISE, ProposalKind.STEP_DOWN, ProposalKind.SHRINK, ProposalKind.EXTEND)


def wait(county: County, step: Step) -> None:
    """Time passes: minutes, hours or days."""
    county.now += (timedelta(minutes=20), timedelta(hours=3), timedelta(hours=14), timedelta(days=2))[step.a % 4]


def moves(county: County, step: Step) -> None:
    """Somebody moves to another grid, goes away, or comes back."""
    person, grid = county.person(step.a), pick(county.world.grids, step.b)
    if step.c % 3 == 0:
        registry.move_person(county.offices["registrar"], person, grid_id=grid.pk)
    else:
        registry.change_presence(county.offices["registrar"], [person], step.c % 3)


def sign_zone(county: County, step: Step) -> None:
    """A proposal about a zone is signed, mostly as it stands."""
    found = pick(list(Proposal.objects.filter(state="open").order_by("pk")), step.a)
    areas = tuple(AreaPath(path) for path in found.area_paths)[:1] if step.b == 7 else ()
    zoning.sign_proposal(county.offices["commander"], found.pk, Signature(reason="decided", area_paths=areas))


def refuse_zone(county: County, step: Step) -> None:
    """A proposal is refused in writing."""
    found = pick(list(Proposal.objects.filter(state="open").order_by("pk")), step.a)
    zoning.refuse_proposal(county.offices["commander"], found.pk, reason="not now")


def ask_zone(county: County, step: Step) -> None:
    """A person asks for static management, or for a change of a zone that stands."""
    if step.c % 3 == 0:
        asked = ByHand(ProposalKind.ADD, (AreaPath(county.world.county.path),), layer=Layer.STATIC, reason="spread unknown")
    else:
        zone = pick(list(Zone.objects.filter(in_force=True).order_by("pk")), step.a)
        kind = KINDS[step.b % 5]
        grown = (AreaPath(pick(county.world.grids, step.c).path),) if kind is ProposalKind.EXTEND else ()
        asked = ByHand(kind, grown, zone_id=zone.pk, zone_type=zone.zone_type, reason="asked for")
    zoning.propose_by_hand(county.offices["commander"], asked, request_id=uuid4())


def review(county: County, _step: Step) -> None:
    """The hourly look at zones, late deliverables and late tasks."""
    zoning.review_all(at=county.now)
    casework.escalate_late(system_actor("casework"))
    command.escalate()


def act(county: County, step: Step) -> None:
    """A post takes a step on a task."""
    task = pick(list(Task.objects.filter(ended_at=None).order_by("pk")), step.a * 8 + step.b)
    command.take_step(county.offices["commander"], TaskStep(uuid4(), task.pk, ACTS[step.c % 5], "as seen"))


def dispatch(county: County, step: Step) -> None:
    """The dispatcher withdraws a task, or gives it to another post."""
    task = pick(list(Task.objects.filter(ended_at=None).order_by("pk")), step.a * 8 + step.b)
    if step.c % 2:
        command.withdraw_tasks(county.offices["commander"], [task.pk], reason="not needed", client_id=uuid4())
    else:
        post = pick(list(Post.objects.order_by("pk")), step.b)
        command.reassign(county.offices["commander"], [task.pk], post_id=post.pk, client_id=uuid4())


VERBS = {
    "wait": wait,
    "wait again": wait,
    "moves": moves,
    "sign zone": sign_zone,
    "sign another zone": sign_zone,
    "refuse zone": refuse_zone,
    "ask zone": ask_zone,
    "review": review,
    "act": act,
    "dispatch": dispatch,
}
