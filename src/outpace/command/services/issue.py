"""Issue, withdraw and complete tasks on news from below: inside the publisher's transaction, one statement each.

No audit entry is written here: the cause has its own in the same transaction, every task keeps its facts, and a further entry would make
all laboratories wait for the one strand of the log that belongs to the system.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import orjson

from outpace.command.choices import Kind
from outpace.command.data import Cause, Draft, Why
from outpace.command.rules.lateness import priority_of
from outpace.command.rules.loop import Closes
from outpace.command.selectors.scope import ancestors
from outpace.command.services.statements import COMPLETE, ISSUE, WITHDRAW
from outpace.kernel import clock, prepared


@dataclass(frozen=True, slots=True)
class Order:
    """What one cause asks for, measured from the moment it happened."""

    cause: Cause
    drafts: Sequence[Draft]
    at: datetime


@dataclass(frozen=True, slots=True)
class Recall:
    """A cause that is gone (only what this trigger asked for, when one is named), with the reference that says why."""

    cause: str
    reference: str
    trigger: str = ""


def issue(cause: Cause, drafts: Sequence[Draft], *, at: datetime) -> int:
    """Issue what one cause asks for; gives how many tasks are new. A second time changes nothing."""
    return issue_all([Order(cause, drafts, at)])


def issue_all(orders: Sequence[Order]) -> int:
    """Issue what these causes ask for; gives how many tasks are new. A second time changes nothing."""
    rows = [(order.cause, draft, order.at) for order in orders for draft in order.drafts]
    if not rows:
        return 0
    above = [(path, area) for path in sorted({cause.path for cause, _draft, _at in rows}) for area in ancestors(path)]
    values = {
        "causes": prepared.texts(cause.ref for cause, _draft, _at in rows),
        "subjects": prepared.texts(cause.subject for cause, _draft, _at in rows),
        "people": prepared.numbers(cause.person_id for cause, _draft, _at in rows),
        "paths": prepared.texts(cause.path for cause, _draft, _at in rows),
        "issued": prepared.moments(at for _cause, _draft, at in rows),
        "kinds": prepared.texts(draft.kind.value for _cause, draft, _at in rows),
        "owners": prepared.texts(draft.owner for _cause, draft, _at in rows),
        "dues": prepared.moments(draft.due_at for _cause, draft, _at in rows),
        "priorities": prepared.numbers(priority_of(at, draft.due_at) for _cause, draft, at in rows),
        "triggers": prepared.texts(draft.trigger for _cause, draft, _at in rows),
        "whys": prepared.texts(why_json(draft.why) for _cause, draft, _at in rows),
        "of_paths": prepared.texts(path for path, _area in above),
        "above": prepared.texts(area for _path, area in above),
        "now": clock.now().isoformat(),
    }
    return len(prepared.fetch(ISSUE, values))


def withdraw(ref: str, *, reference: str, kinds: Sequence[Kind] = ()) -> int:
    """Take back what this cause asked for (only these kinds, when any are named); gives how many tasks that touched."""
    return withdraw_all([Recall(ref, reference)], kinds=kinds)


def withdraw_all(recalls: Sequence[Recall], *, kinds: Sequence[Kind] = ()) -> int:
    """Take back what these causes asked for (only these kinds, when any are named); gives how many tasks that touched."""
    if not recalls:
        return 0
    values = {
        "causes": prepared.texts(recall.cause for recall in recalls),
        "triggers": prepared.texts(recall.trigger for recall in recalls),
        "references": prepared.texts(recall.reference for recall in recalls),
        "kinds": prepared.texts(kind.value for kind in kinds),
        "now": clock.now().isoformat(),
    }
    return len(prepared.fetch(WITHDRAW, values))


def complete(closes: Closes, *, subject: str, reference: str, person_id: int | None = None, cause: str = "") -> int:
    """Close the tasks that asked for a fact that has arrived, named by `reference`; gives how many."""
    values = {
        "subject": subject,
        "person": None if person_id is None else str(person_id),
        "of_subject": prepared.texts(kind.value for kind in closes.by_subject),
        "cause": cause,
        "of_cause": prepared.texts(kind.value for kind in closes.by_cause),
        "of_person": prepared.texts(kind.value for kind in closes.by_person),
        "reference": reference,
        "now": clock.now().isoformat(),
    }
    return len(prepared.fetch(COMPLETE, values))


@lru_cache(maxsize=1_024)
def why_json(why: Why) -> str:
    """How is a ground stored?"""
    return orjson.dumps(why, option=orjson.OPT_SORT_KEYS).decode()
