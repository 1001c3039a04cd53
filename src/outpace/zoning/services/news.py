"""What zoning hears from below, in the transaction of the news: cases found, places found, cases that are none after all."""

from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from epiworks.protocol import PlaceKind, Setting, Spread
from outpace.casework.data import CaseOpened, CasePlaceFound, CasePlaceWithdrawn, CaseReclassified, FollowUpStarted, PacksDecided
from outpace.kernel import audit
from outpace.kernel.locks import lock_rows
from outpace.kernel.scope import AreaPath
from outpace.kernel.subtrees import within
from outpace.registry.data import ResidentsChanged
from outpace.zoning.choices import Change, Layer
from outpace.zoning.models import CaseSeen, PlaceSeen, Zone
from outpace.zoning.rules.cover import upwards
from outpace.zoning.services.proposing import RULES, propose_for_home, propose_for_stay
from outpace.zoning.services.reviewing import ground_changed, place_gone, propose_crossing, review_around, withdraw_excused
from outpace.zoning.services.writing import Entry, annul, change


def follow_case_opened(event: CaseOpened) -> None:
    """A case was found: its home may call for a zone, zones around it start their count anew, epidemic-free units lose the name."""
    seen = {"area_path": event.area_path, "found_at": event.found_at, "setting": event.setting.value, "excluded_at": None}
    _, is_new = CaseSeen.objects.get_or_create(case_id=event.case_id, defaults=seen)
    if not is_new:
        return
    propose_for_home(event.area_path, event.case_id, at=event.found_at)
    review_around(event.area_path, at=event.found_at)
    _revoke_free(event)


def follow_place_found(event: CasePlaceFound) -> None:
    """The investigation knows where a case was: the place may call for a zone. A stay told again is corrected, not doubled."""
    seen = {
        "case_id": event.case_id,
        "area_path": event.area_path,
        "kind": event.place_kind.value,
        "spread": event.spread.value,
        "first": event.first,
        "last": event.last,
    }
    PlaceSeen.objects.update_or_create(stay_id=event.stay_id, defaults=seen)
    case = CaseSeen.objects.filter(pk=event.case_id).first()
    if case is not None and case.excluded_at is not None:
        return
    if event.place_kind is PlaceKind.RESIDENCE:
        propose_for_home(event.area_path, event.case_id, at=case.found_at if case else event.last)
    else:
        propose_for_stay(event.stay_id, event.area_path, case_id=event.case_id, kind=event.place_kind, spread=event.spread)


def follow_place_withdrawn(event: CasePlaceWithdrawn) -> None:
    """A stay was corrected, or did not happen: what waits or stands because of it alone loses its ground."""
    held = PlaceSeen.objects.filter(stay_id=event.stay_id)
    if held.delete()[0]:
        place_gone(event.stay_id, event.case_id, at=event.withdrawn_at)


def follow_reclassified(event: CaseReclassified) -> None:
    """A case was excluded, and what rested on it is to be undone; or an exclusion was taken back, and it is asked for again."""
    case = CaseSeen.objects.filter(pk=event.case_id).first()
    if case is None or event.excluded == (case.excluded_at is not None):
        return
    case.excluded_at = event.changed_at if event.excluded else None
    case.save(update_fields=["excluded_at"])
    if event.excluded:
        ground_changed(case.case_id, at=event.changed_at)
        return
    propose_for_home(AreaPath(case.area_path), case.case_id, at=case.found_at)
    for stay in PlaceSeen.objects.filter(case_id=case.case_id).exclude(kind=PlaceKind.RESIDENCE.value).order_by("stay_id"):
        kind, spread = PlaceKind(stay.kind), Spread(stay.spread)
        propose_for_stay(stay.stay_id, AreaPath(stay.area_path), case_id=case.case_id, kind=kind, spread=spread)
    review_around(AreaPath(case.area_path), at=event.changed_at)


def follow_contact(event: FollowUpStarted) -> None:
    """A contact is followed now: where a case found under control has all its contacts controlled, its home calls for no zone any more."""
    if event.case_id is not None:
        withdraw_excused([event.case_id])


def follow_packs(event: PacksDecided) -> None:
    """A human decided on other rules here: what takes the place of each zone's type is proposed, or its lift where nothing does."""
    rows = Zone.objects.prefetch_related("areas").filter(within([event.area_path]), layer=Layer.CONTROL, in_force=True)
    for zone in rows.order_by("id"):
        propose_crossing(zone, at=event.decided_at)


def follow_residents(event: ResidentsChanged) -> None:
    """People came or went: the zones that hold their grid count them in the same transaction."""
    if event.present_delta:
        held = Zone.objects.filter(areas__path__in=upwards(event.path), in_force=True).values("id")
        Zone.objects.filter(pk__in=held).update(people=Greatest(F("people") + Value(event.present_delta), Value(0)))


def _revoke_free(event: CaseOpened) -> None:
    """A new case takes the name of an epidemic-free unit away by itself: that restricts nobody, so no signature is asked for."""
    if event.setting in {Setting.CENTRALISED_ISOLATION, Setting.OTHER_JURISDICTION}:
        return
    above = upwards(event.area_path)
    about = Q(areas__path__in=above, in_force=True) | Q(ahead__area_paths__overlap=list(above))
    numbers = list(Zone.objects.filter(about, layer=Layer.FREE).values_list("pk", flat=True))
    for zone in lock_rows(Zone.objects.prefetch_related("areas"), numbers):
        annul(zone, by=RULES.name, why="free_revoked")
        if not zone.in_force:
            continue
        areas = tuple(AreaPath(area.path) for area in zone.areas.all())
        entry = Entry(Change.REVOKED, "", zone.regime, areas, event.found_at, case_ids=(event.case_id,))
        change(RULES, zone, entry)
        path = AreaPath(zone.area_path)
        audit.record(RULES, "zoning.free_revoked", subject=f"zone:{zone.pk}", path=path, details={"case": event.case_id})
