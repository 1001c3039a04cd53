"""When was everybody of an area looked for? What breaks a series of case numbers: more are found because more is looked."""

from datetime import date, datetime

from django.utils import timezone

from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath
from outpace.screening.choices import PassState, Target
from outpace.screening.models import Pass


def mass_screening_days(actor: Actor, path: AreaPath, *, since: datetime, until: datetime) -> tuple[date, ...]:
    """On which local days in [since, until) was a pass over everybody of this whole area opened? Each day once, the oldest first.

    Raises NotAllowed without ANALYSIS_READ over the area.
    """
    actor.require(Permission.ANALYSIS_READ, path)
    above = ["/".join(path.split("/")[:depth]) + "/" for depth in range(1, path.count("/") + 1)]
    rows = Pass.objects.filter(area_path__in=above, target=Target.EVERYONE, is_retest=False, opened_at__gte=since, opened_at__lt=until)
    opened = rows.exclude(state=PassState.PLANNED).values_list("opened_at", flat=True)
    return tuple(sorted({timezone.localtime(moment).date() for moment in opened if moment is not None}))
