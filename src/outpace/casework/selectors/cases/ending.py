"""May a case be discharged, by its samples and the packs' rule; and how did one that is over end?"""

from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone

from epiworks.protocol import Reason, discharge
from outpace.casework.data.follow_up import Grounds
from outpace.casework.models import Case
from outpace.casework.rules.cases_end import discharge_group
from outpace.casework.selectors.cases.briefs import stored_grounds
from outpace.casework.selectors.packs import protocol_for
from outpace.kernel import clock
from outpace.kernel.scope import AreaPath
from outpace.screening import api as screening


@dataclass(frozen=True, slots=True)
class Leaving:
    """What the packs say of a discharge today. `eligible` None: no rule of theirs covers a case of this class and severity."""

    eligible: bool | None
    unmet: tuple[Reason, ...]
    met: tuple[Reason, ...]
    because: tuple[Grounds, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a case ended: discharged or died, when, signed by whom, why where the rules said otherwise, on which pack lines."""

    end: str
    at: datetime
    by: str
    note: str
    because: tuple[Grounds, ...]


def leaving(case: Case) -> Leaving:
    """May this case be discharged now? Admission is the day of isolation, or of finding; samples of earlier days say nothing of care."""
    protocol = protocol_for(AreaPath(case.area_path))
    group = discharge_group(protocol, case.case_class, case.severity)
    if group is None:
        return Leaving(None, (), (), (Grounds.of(protocol.absent("discharge", case.case_class)),))
    zone = timezone.get_current_timezone()
    admitted = timezone.localtime(case.isolated_at or case.found_at, zone).date()
    since = datetime.combine(admitted, time.min, tzinfo=zone)
    results = [own.result for own in screening.own_results([case.person_id], since=since).get(case.person_id, ())]
    found = discharge(protocol, group, results, admitted=admitted, as_of=timezone.localtime(clock.now(), zone).date())
    return Leaving(found.value.eligible, found.value.unmet, found.value.met, tuple(Grounds.of(line) for line in found.because))


def ended(case: Case) -> Ended | None:
    """How did this case end? None: it is open, or was excluded, which is a class and not an end."""
    if case.closed_at is None or not case.closed_by:
        return None
    return Ended(case.get_closed_as_display(), case.closed_at, case.closed_by, case.closed_note, stored_grounds(case.closed_because))
