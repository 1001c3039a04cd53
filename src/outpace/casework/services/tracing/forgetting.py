"""Stays are kept for days only: what is too old, and what rests on an order that has ended, is deleted, and everything that hung on it."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from outpace.casework.choices.tracing import LoadState, ProposalChange, ProposalState
from outpace.casework.data.tracing import Forgotten
from outpace.casework.models import Case, ContactProposal, HeldStay, ProposalStay, StayLoad, TracedPlace, UnknownPerson
from outpace.casework.rules.held_stays import kept_from
from outpace.casework.services.tracing.loading import stop_lists
from outpace.casework.services.tracing.telling import tell_judged
from outpace.kernel import audit, clock
from outpace.kernel.scope import Actor

MISTAKES_KEPT = timedelta(days=7)
"""How long the rows to mend of a list are kept."""
EVIDENCE_KEPT = timedelta(days=30)
"""How long after a case is closed the stays are kept on which its contacts were decided, as those of its itinerary are."""
TAKEN_IN = timedelta(days=1)
"""How long a list may take to be taken in; one that takes longer was interrupted and may be sent again. A bound of our own."""
BATCH = 5_000
"""Rows that one transaction deletes, so that nothing waits for long."""


def forget_stays(actor: Actor) -> Forgotten:
    """Delete what may not be kept any longer, as of the local day that it is now. Again on the same day nothing is left to delete.

    Each batch is a transaction of its own with its line in the log; rows that others work on are left for the next time.
    """
    now = clock.now()
    today = timezone.localtime(now).date()
    first = kept_from(today, settings.STAY_DAYS)
    opens = timezone.make_aware(datetime.combine(first, time()))
    over = Q(proposal__case__closed_at__lt=now - EVIDENCE_KEPT)
    undecided = Q(proposal__state=ProposalState.OPEN, person_from__lt=opens)
    nobody = ContactProposal.objects.filter(case__closed_at__lt=now - EVIDENCE_KEPT, person_id=None)
    return Forgotten(
        stays=_delete(actor, "stays", HeldStay.objects.filter(day__lt=first))
        + _delete(actor, "stays", HeldStay.objects.filter(load__ordered_until__lt=today)),
        evidence=_delete(actor, "evidence", ProposalStay.objects.filter(over | undecided | Q(kept_until__lt=today))),
        undecided=_let_fall(actor),
        proposals=_delete(actor, "proposals", nobody),
        people=_delete(actor, "people", UnknownPerson.objects.filter(stays=None, proposals=None)),
        places=_delete(actor, "places", TracedPlace.objects.filter(stays=None, proposals=None, evidence=None)),
        lists=_in_batches(actor, "lists", StayLoad.objects.filter(state=LoadState.RUNNING, at__lt=now - TAKEN_IN), stop_lists),
        files=_empty_mistakes(actor, now),
    )


def _delete(actor: Actor, what: str, rows: "QuerySet[Any]") -> int:
    """Delete these rows; returns how many. What hangs on them goes with them and is not counted."""
    return _in_batches(actor, what, rows, lambda held: held.delete()[1].get(rows.model._meta.label, 0))


def _let_fall(actor: Actor) -> int:
    """Whom nobody judged while there were stays to judge by falls away, as at a look that does not find them any more."""
    rows = ContactProposal.objects.filter(state=ProposalState.OPEN, evidence=None)
    return sum(_fall(actor, number, rows) for number in rows.order_by("case_id").values_list("case_id", flat=True).distinct())


def _fall(actor: Actor, number: int, rows: "QuerySet[ContactProposal]") -> int:
    """Let those of one case fall away, and tell it with them; a case that somebody works on is left for the next time."""
    with transaction.atomic():
        case = Case.objects.select_for_update(skip_locked=True).filter(pk=number).first()
        done = rows.filter(case=case).update(state=ProposalState.GONE, change=ProposalChange.GONE) if case is not None else 0
        if case is not None and done:
            audit.record(actor, "stays.forgotten", subject="stays", path=None, details={"undecided": done})
            tell_judged(case)
    return done


def _empty_mistakes(actor: Actor, now: datetime) -> int:
    """Empty the rows to mend of lists that ended long enough ago."""
    rows = StayLoad.objects.filter(ended_at__lt=now - MISTAKES_KEPT, errors_sealed__isnull=False)
    return _in_batches(actor, "files", rows, lambda held: held.update(errors_sealed=None))


def _in_batches(actor: Actor, what: str, rows: "QuerySet[Any]", work: "Callable[[QuerySet[Any]], int]") -> int:
    """Do this work on these rows batch by batch; returns of how many it was done. Nobody is waited for.

    A batch is locked, then asked again whether it is still what was looked for: somebody may have used a place meanwhile.
    """
    total = 0
    while True:
        with transaction.atomic():
            held = rows.only("pk").order_by("pk").select_for_update(of=("self",), skip_locked=True)[:BATCH]
            done = work(rows.filter(pk__any=[row.pk for row in held]))
            if done:
                audit.record(actor, "stays.forgotten", subject="stays", path=None, details={what: done})
        total += done
        if done < BATCH:
            return total
