"""What news of one person does to everybody who hangs on them, generation after generation, and back again when it was wrong.

A ground never stores what it was told but what it comes to: it is worked out anew from the person it hangs on (became a case; lost
every ground of their own; neither), so the order in which news comes does not matter, and taking news back restores what was before.
People who only vouch for each other have no ground: each must be reached from one that stands by itself.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from epiworks.protocol import News, PackLine
from outpace.casework.choices.follow_up import FactKind, FollowUpState
from outpace.casework.models import FollowUp, FollowUpLink
from outpace.casework.rules.follow_up import Ground, heard_of, scheduled, signal, standing
from outpace.casework.selectors.follow_up.grounds import carrying, ground_of, rules_of
from outpace.casework.selectors.packs import split
from outpace.casework.services.follow_up.rows import (
    Change,
    before,
    fact,
    lay_out,
    publish_changes,
    publish_ends,
    publish_start,
)
from outpace.kernel import audit
from outpace.kernel.locks import lock_rows
from outpace.kernel.scope import AreaPath

SETTLED = {FollowUpState.ACTIVE, FollowUpState.WITHDRAWN}
"""States that follow from the grounds; the others were reached by something else and stay."""


@dataclass(slots=True)
class Held:
    """Follow-ups locked for one change, with their grounds (none that was taken back) and with who hangs on whom.

    `carried`: those whom a chain of grounds leads to from one that stands by itself, as it is when the change is spread.
    """

    rows: dict[int, FollowUp]
    links: dict[int, list[FollowUpLink]] = field(default_factory=lambda: defaultdict(list))
    onward: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    carried: frozenset[int] = frozenset()

    def let_go(self, gone: Collection[int]) -> None:
        """These grounds were taken back: nothing rests on them any more."""
        for number, links in self.links.items():
            self.links[number] = [link for link in links if link.pk not in gone]


def hold(roots: Collection[int]) -> Held:
    """Lock these follow-ups and everybody who hangs on them, in order of id, so that two cascades never wait for each other in a ring."""
    reached, edge = set(roots), set(roots)
    while edge:
        edge = set(FollowUpLink.objects.filter(linked_id__in=edge).values_list("follow_up_id", flat=True)) - reached
        reached |= edge
    held = Held({row.pk: row for row in lock_rows(FollowUp.objects.all(), reached)})
    for link in FollowUpLink.objects.filter(follow_up_id__in=reached, taken_back_at=None).select_related("linked").order_by("pk"):
        held.links[link.follow_up_id].append(link)
        if link.linked_id is not None:
            held.onward[link.linked_id].add(link.follow_up_id)
    return held


def spread(held: Held, roots: Iterable[int], change: Change) -> None:
    """Work out these follow-ups anew, and everybody who hangs on one that changed its standing."""
    held.carried = carrying(held.rows, held.links)
    queue = deque(dict.fromkeys(roots))
    first = set(queue)
    while queue:
        number = queue.popleft()
        signalled = _signal(held.rows[number])
        because = _listen(held, number, change)
        settle(held.rows[number], held.links[number], change, because=because)
        if number in first or _signal(held.rows[number]) is not signalled:
            queue.extend(sorted(held.onward[number]))
        first.discard(number)


def settle(row: FollowUp, links: list[FollowUpLink], change: Change, *, because: Collection[PackLine] = ()) -> None:
    """Bring a follow-up to what its grounds come to: another class, other days, withdrawn, or taken up again."""
    rules = rules_of(row)
    stands = standing(rules, [ground_of(link) for link in links])
    plan = None if stands is None else scheduled(rules, stands)
    grounded = stands is not None and plan is not None
    if row.grounded != grounded:
        row.grounded = grounded
        row.save(update_fields=["grounded"])
    if FollowUpState(row.state) not in SETTLED:
        return
    if stands is None or plan is None:
        if row.state == FollowUpState.ACTIVE:
            end(row, FollowUpState.WITHDRAWN, change, because=because)
        return
    was, days = before(row), (row.group, row.anchors, row.stages)
    lay_out(row, stands, plan, packs=split(row.packs), day=change.day)
    if row.state == FollowUpState.WITHDRAWN:
        _take_up(row, links, change, because=(*because, *plan.because))
    elif (row.group, row.anchors, row.stages) != days:
        row.save()
        kind = FactKind.CLASS_CHANGED if row.group != was.group else FactKind.EXPOSED_AGAIN
        fact(row, kind, change, because=(*because, *plan.because)).save()
        publish_changes([(row, was)], change)
        _log(row, "follow_up.changed", change)


def end(row: FollowUp, state: FollowUpState, change: Change, *, because: Collection[PackLine] = ()) -> None:
    """End a follow-up; the caller holds its row."""
    was_active = row.state == FollowUpState.ACTIVE
    row.state, row.ended_at = state, change.at
    row.save(update_fields=["state", "ended_at", "case"])
    fact(row, FactKind.ENDED, change, because=because).save()
    if was_active:
        publish_ends([row], change)
    _log(row, "follow_up.ended", change)


def _take_up(row: FollowUp, links: list[FollowUpLink], change: Change, *, because: Collection[PackLine]) -> None:
    if FollowUp.objects.filter(person_id=row.person_id, state=FollowUpState.ACTIVE).exclude(pk=row.pk).exists():
        return
    row.state, row.ended_at, row.case_id = FollowUpState.ACTIVE, None, None
    row.save()
    fact(row, FactKind.RESTORED, change, because=because).save()
    case_id = next((link.case_id for link in reversed(links) if link.case_id and link.lost_at is None), None)
    publish_start(row, change, case_id=case_id)
    _log(row, "follow_up.restored", change)


def _listen(held: Held, number: int, change: Change) -> list[PackLine]:
    """Let every ground that hangs on another follow-up hear how that one stands; returns the lines it heard by."""
    row, heard_by = held.rows[number], list[PackLine]()
    for link in held.links[number]:
        if link.linked is None:
            continue
        news = _told(held, link.linked)
        heard, lines = heard_of(rules_of(row), ground_of(link), news)
        if (heard.raised_to, heard.lost) != (link.raised_to, link.lost_at is not None):
            keep(link, heard, change)
            heard_by.extend(lines)
    return heard_by


def keep(link: FollowUpLink, ground: Ground, change: Change) -> None:
    """Store what a ground has come to."""
    link.raised_to, link.lost_at = ground.raised_to, (link.lost_at or change.at) if ground.lost else None
    link.save(update_fields=["raised_to", "lost_at"])


def _signal(row: FollowUp) -> News | None:
    return signal(FollowUpState(row.state), grounded=row.grounded)


def _told(held: Held, linked: FollowUp) -> News | None:
    """What is heard of this follow-up? One of those held that nothing carries has no ground, whatever it was told before."""
    row = held.rows.get(linked.pk)
    if row is None:
        return _signal(linked)
    return signal(FollowUpState(row.state), grounded=row.grounded and row.pk in held.carried)


def _log(row: FollowUp, action: str, change: Change) -> None:
    details = {"group": row.group, "place": str(row.place), "until": row.until.isoformat(), "state": str(row.state)}
    audit.record(change.actor, action, subject=f"person:{row.person_id}", path=AreaPath(row.area_path), details=details)
