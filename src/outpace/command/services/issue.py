"""Issue, withdraw and complete tasks on news from below: inside the publisher's transaction, one statement each.

No audit entry is written here: the cause has its own in the same transaction, every task keeps its facts, and a further entry would make
all laboratories wait for the one strand of the log that belongs to the system.
"""

from collections.abc import Sequence
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


def issue(cause: Cause, drafts: Sequence[Draft], *, at: datetime) -> int:
    """Issue what the cause asks for, measured from the moment it happened; gives how many tasks are new. A second time changes nothing."""
    if not drafts:
        return 0
    values = {
        "cause": cause.ref,
        "subject": cause.subject,
        "person": None if cause.person_id is None else str(cause.person_id),
        "path": cause.path,
        "ancestors": prepared.texts(ancestors(cause.path)),
        "issued": at.isoformat(),
        "now": clock.now().isoformat(),
        "kinds": prepared.texts(draft.kind.value for draft in drafts),
        "owners": prepared.texts(draft.owner for draft in drafts),
        "dues": prepared.moments(draft.due_at for draft in drafts),
        "priorities": prepared.numbers(priority_of(at, draft.due_at) for draft in drafts),
        "triggers": prepared.texts(draft.trigger for draft in drafts),
        "whys": prepared.texts(why_json(draft.why) for draft in drafts),
    }
    return len(prepared.fetch(ISSUE, values))


def withdraw(ref: str, *, reference: str, trigger: str = "", kinds: Sequence[Kind] = ()) -> int:
    """Take back what this cause asked for (only by this trigger, only these kinds, when any are named); gives how many that touched."""
    values: dict[str, str | None] = {
        "cause": ref,
        "trigger": trigger,
        "kinds": prepared.texts(kind.value for kind in kinds),
        "reference": reference,
        "now": clock.now().isoformat(),
    }
    return len(prepared.fetch(WITHDRAW, values))


def complete(closes: Closes, *, subject: str, reference: str, person_id: int | None = None) -> int:
    """Close the tasks that asked for a fact that has arrived, named by `reference`; gives how many."""
    values = {
        "subject": subject,
        "person": None if person_id is None else str(person_id),
        "of_subject": prepared.texts(kind.value for kind in closes.by_subject),
        "of_person": prepared.texts(kind.value for kind in closes.by_person),
        "reference": reference,
        "now": clock.now().isoformat(),
    }
    return len(prepared.fetch(COMPLETE, values))


@lru_cache(maxsize=1_024)
def why_json(why: Why) -> str:
    """How is a ground stored?"""
    return orjson.dumps(why, option=orjson.OPT_SORT_KEYS).decode()
