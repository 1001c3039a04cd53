"""Measures of a zone beside those of its type: ordered and ended by a named human, with a day on which they are looked at again."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from outpace.kernel import audit, clock
from outpace.kernel.errors import Refusal
from outpace.kernel.locks import lock_rows
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.zoning.data import NewMeasure
from outpace.zoning.models import Zone, ZoneMeasure
from outpace.zoning.selectors.guard import require_sign, require_standing, require_zone
from outpace.zoning.selectors.packs import local_day


def order_measure(actor: Actor, zone_id: int, new: NewMeasure) -> int:
    """Let a measure hold in a zone; returns its id. The same sent again changes nothing.

    Raises NotFound, NotAllowed, Refusal: `zone_gone`; `review_owed` without a day on which it is looked at again, `review_past` for one
    before it begins; `text_owed` for a measure that is neither of the packs nor described; `holds_already` for one that holds with other
    words, exemptions or day of review.
    """
    zone = require_zone(actor, zone_id)
    require_sign(actor, [AreaPath(zone.area_path)])
    if new.review_on is None:
        raise Refusal("review_owed", _("Say on which day this is looked at again: no measure holds for ever."), field="review_on")
    if new.starts_at is not None and new.review_on < local_day(new.starts_at):
        raise Refusal("review_past", _("Say on which later day it is looked at again."), field="review_on")
    if not new.measure and not new.text.strip():
        raise Refusal("text_owed", _("Choose a measure, or say in words what holds."), field="text")
    with transaction.atomic():
        held = lock_rows(Zone.objects.all(), [zone.pk])[0]
        require_standing(held)
        known = held.measures.filter(measure=new.measure, ended_at=None).exclude(measure="").first()
        if known is not None:
            _require_same(known, new)
            return int(known.pk)
        made = ZoneMeasure.objects.create(
            zone=held,
            measure=new.measure,
            text=new.text.strip(),
            exemptions=new.exemptions.strip(),
            starts_at=new.starts_at or clock.now(),
            review_on=new.review_on,
            ordered_by=actor.name,
        )
        details = {"measure": new.measure, "local": not new.measure, "review_on": str(new.review_on)}
        audit.record(actor, "zoning.measure_ordered", subject=f"zone:{zone.pk}", path=AreaPath(zone.area_path), details=details)
    return int(made.pk)


def keep_measure(actor: Actor, zone_id: int, measure_id: int, *, review_on: date) -> None:
    """A measure ordered by hand was looked at and is kept: from now on it is looked at again on this later day.

    Raises NotFound, NotAllowed, Refusal: `review_past` for today or a day that is over, `not_kept` for a measure that has ended or belongs
    to the zone's type, whose countdown says when it goes.
    """
    zone = require_zone(actor, zone_id)
    require_sign(actor, [AreaPath(zone.area_path)])
    if review_on <= local_day(clock.now()):
        raise Refusal("review_past", _("Say on which later day it is looked at again."), field="review_on")
    with transaction.atomic():
        found = lock_rows(ZoneMeasure.objects.filter(zone=zone), [measure_id])
        if not found:
            raise NotFound(f"measure {measure_id}")
        if found[0].ended_at is not None or found[0].review_on is None:
            raise Refusal("not_kept", _("This measure has ended, or goes with the type of the zone."))
        before = found[0].review_on
        ZoneMeasure.objects.filter(pk=measure_id).update(review_on=review_on)
        details = {"measure": found[0].measure, "before": str(before), "review_on": str(review_on)}
        audit.record(actor, "zoning.measure_kept", subject=f"zone:{zone.pk}", path=AreaPath(zone.area_path), details=details)


def _require_same(known: ZoneMeasure, new: NewMeasure) -> None:
    """Sent twice it is ordered once; with other words, exemptions or another day of review it would be lost without a word."""
    if (known.text, known.exemptions, known.review_on) != (new.text.strip(), new.exemptions.strip(), new.review_on):
        said = _("This measure holds here already, with other words, exemptions or day of review. End that one first.")
        raise Refusal("holds_already", said, field="measure")


def end_measure(actor: Actor, zone_id: int, measure_id: int) -> None:
    """End a measure of a zone; doing it twice changes nothing. Raises NotFound, NotAllowed."""
    zone = require_zone(actor, zone_id)
    require_sign(actor, [AreaPath(zone.area_path)])
    with transaction.atomic():
        found = lock_rows(ZoneMeasure.objects.filter(zone=zone), [measure_id])
        if not found:
            raise NotFound(f"measure {measure_id}")
        if found[0].ended_at is None:
            ZoneMeasure.objects.filter(pk=measure_id).update(ended_at=clock.now(), ended_by=actor.name)
            details = {"measure": found[0].measure}
            audit.record(actor, "zoning.measure_ended", subject=f"zone:{zone.pk}", path=AreaPath(zone.area_path), details=details)
