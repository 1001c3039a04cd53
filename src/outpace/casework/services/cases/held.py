"""A case, locked for a change by somebody who may make it; and what every change of a case writes."""

from collections.abc import Iterable
from dataclasses import asdict

from epiworks.protocol import PackLine, Protocol
from outpace.casework.data.follow_up import Grounds
from outpace.casework.models import Case, Deliverable
from outpace.casework.selectors.cases.scope import may
from outpace.casework.selectors.packs import joined, packs_for, protocol_for
from outpace.kernel import locks
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, ActorKind, AreaPath, NotAllowed, NotFound


def hold_case(actor: Actor, case_id: int, permission: Permission) -> Case:
    """The case, locked until the transaction ends. Raises NotFound outside the actor's scope, NotAllowed without the permission."""
    found = locks.lock_rows(Case.objects.all(), [case_id])
    if not found or not (may(actor, found[0], Permission.CASE_READ) or may(actor, found[0], permission)):
        raise NotFound(f"case {case_id}")
    if not may(actor, found[0], permission):
        raise NotAllowed(str(permission))
    return found[0]


def require_person(actor: Actor) -> None:
    """A judgement about a person is signed by a named human: raises NotAllowed for a device, and for the program itself."""
    if actor.kind is not ActorKind.USER:
        raise NotAllowed("a judgement is made by a named person")


def rules_of(case: Case) -> Protocol:
    """Which rules hold where this case lives, now?"""
    return protocol_for(AreaPath(case.area_path))


def packs_of(case: Case) -> str:
    """How are the packs that hold where this case lives stored with a fact?"""
    return joined(packs_for(AreaPath(case.area_path)).packs)


def grounds(lines: Iterable[PackLine]) -> list[dict[str, object]]:
    """How are a decision's pack lines stored with the fact that rests on them?"""
    return [asdict(Grounds.of(line)) for line in lines]


def refresh_next_due(case: Case) -> None:
    """Repeat on the case when its next deliverable is due; None when nothing is owed."""
    waiting = Deliverable.objects.filter(case=case, done_at=None, dropped_at=None).order_by("due_at")
    case.next_due_at = waiting.values_list("due_at", flat=True).first()
    case.save(update_fields=["next_due_at"])
