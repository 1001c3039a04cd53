"""Areas were moved or merged: the places at which stays are held follow, and two that become one place are one from then on."""

from outpace.casework.models import ContactProposal, HeldStay, ProposalStay, TracedPlace
from outpace.kernel.scope import AreaPath, subtree_bounds


def follow_places(old: AreaPath, new: AreaPath) -> None:
    """Places below the old path get the new one; stays at a place that is there already go to it, each once."""
    low, high = subtree_bounds(old)
    for place in TracedPlace.objects.filter(area_path__gte=low, area_path__lt=high).order_by("pk"):
        path = new + place.area_path[len(old) :]
        there = TracedPlace.objects.filter(key=place.key, kind=place.kind, area_path=path).exclude(pk=place.pk).first()
        if there is None:
            TracedPlace.objects.filter(pk=place.pk).update(area_path=path)
        else:
            _join(place, there)


def _join(place: TracedPlace, there: TracedPlace) -> None:
    """Whoever was at the one was at the other; a stay that both hold is held once."""
    held = set(there.stays.values_list("person_id", "unknown_id", "begins_at"))
    twice = [row.pk for row in place.stays.all() if (row.person_id, row.unknown_id, row.begins_at) in held]
    HeldStay.objects.filter(pk__any=twice).delete()
    HeldStay.objects.filter(place=place).update(place=there)
    ContactProposal.objects.filter(place=place).update(place=there)
    ProposalStay.objects.filter(place=place).update(place=there)
    place.delete()
