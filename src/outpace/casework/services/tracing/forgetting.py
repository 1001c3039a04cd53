"""Stays are kept for days only: what is too old, and what rests on an order that has ended, is deleted, and everything that hung on it."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from outpace.casework.data.tracing import Forgotten
from outpace.casework.models import ContactProposal, HeldStay, ProposalStay, StayLoad, TracedPlace, UnknownPerson
from outpace.casework.rules.held_stays import kept_from
from outpace.kernel import audit, clock
from outpace.kernel.scope import Actor

MISTAKES_KEPT = timedelta(days=7)
"""How long the rows to mend of a list are kept."""
EVIDENCE_KEPT = timedelta(days=30)
"""How long after a case is closed the stays are kept that its contacts were proposed on, as those of its itinerary are."""


@transaction.atomic
def forget_stays(actor: Actor) -> Forgotten:
    """Delete what may not be kept any longer, as of the local day that it is now. Again on the same day nothing is left to delete."""
    today = timezone.localtime(clock.now()).date()
    old = HeldStay.objects.filter(day__lt=kept_from(today, settings.STAY_DAYS))
    ended = HeldStay.objects.filter(load__ordered_until__lt=today)
    stays = old.delete()[0] + ended.delete()[0]
    over = {"case__closed_at__lt": clock.now() - EVIDENCE_KEPT}
    evidence = ProposalStay.objects.filter(**{f"proposal__{name}": value for name, value in over.items()}).delete()[0]
    ContactProposal.objects.filter(**over, person_id=None).delete()
    people = UnknownPerson.objects.filter(stays=None, proposals=None).delete()[0]
    places = TracedPlace.objects.filter(stays=None, proposals=None, evidence=None).delete()[0]
    late = StayLoad.objects.filter(ended_at__lt=clock.now() - MISTAKES_KEPT, errors_sealed__isnull=False)
    done = Forgotten(stays=stays, evidence=evidence, people=people, places=places, files=late.update(errors_sealed=None))
    if any((done.stays, done.evidence, done.people, done.files)):
        details = {"stays": done.stays, "evidence": done.evidence, "people": done.people}
        audit.record(actor, "stays.forgotten", subject="stays", path=None, details=details)
    return done
