"""Among which cases may the source of a case be, and what is known of each pair?"""

from datetime import date, timedelta

from django.utils import timezone

from epiworks.protocol import AnchorMissing, Protocol, RuleMissing, incubation
from outpace.casework.choices.cases import Doubt
from outpace.casework.data.sources import Suspect, SuspectTable
from outpace.casework.models import Case, ContactLink, SourceFact
from outpace.casework.rules.cases import EXCLUDED, window
from outpace.casework.selectors.cases.contacts import STANDING
from outpace.casework.selectors.cases.scope import seen, visible
from outpace.casework.selectors.cases.windows import dates_of
from outpace.casework.selectors.packs import packs_for, protocol_of
from outpace.kernel.scope import Actor, AreaPath

BEFORE, AFTER, MOST = timedelta(days=40), timedelta(days=10), 300
"""Cases found so long before and after the case are looked at, the latest of them when there are more: longer than two generations."""


def suspects_of(actor: Actor, case_id: int) -> SuspectTable:
    """Which cases in the reader's scope may have to do with this one? Four queries; nothing in it identifies. Raises NotFound."""
    middle = seen(actor, case_id)
    near = Case.objects.filter(visible(actor), found_at__gte=middle.found_at - BEFORE, found_at__lte=middle.found_at + AFTER)
    rows = list(near.exclude(case_class=EXCLUDED).exclude(pk=middle.pk).order_by("-found_at", "-pk")[: MOST + 1])
    cases = sorted([middle, *rows[:MOST]], key=lambda case: case.pk)
    person = {case.person_id: case.pk for case in cases}
    links = ContactLink.objects.filter(STANDING, case__in=cases, person_id__in=list(person)).values_list("case_id", "person_id")
    facts = SourceFact.objects.filter(case__in=cases, source__in=cases).order_by("pk").values_list("source_id", "case_id", "doubt")
    packs = packs_for(AreaPath(middle.area_path)).packs
    protocol = protocol_of(packs)
    return SuspectTable(
        case_id=middle.pk,
        suspects=tuple(_suspect(case, protocol) for case in cases),
        exposed=frozenset((source, person[contact]) for source, contact in links if person[contact] != source),
        judged={(source, case): Doubt(doubt) for source, case, doubt in facts},
        packs=packs,
        disease=protocol.packs[-1].disease,
        cut=len(rows) > MOST,
    )


def _suspect(case: Case, protocol: Protocol) -> Suspect:
    zone = timezone.get_current_timezone()
    dates = dates_of(case)
    sampled = timezone.localtime(dates.sampled_at or dates.found_at).date()
    fell_ill = dates.onset_on or sampled
    first: date | None = None
    last: date | None = None
    infected: tuple[date | None, date | None] = (None, None)
    try:
        found = window(protocol, case.case_class, dates, zone=zone).value
        waits = incubation(protocol).value
    except (RuleMissing, AnchorMissing):
        return Suspect(case.pk, fell_ill, dates.onset_on is not None, first, last, *infected)
    if dates.onset_on is not None:
        infected = (fell_ill - timedelta(days=int(waits.longest)), fell_ill - timedelta(days=int(waits.shortest or 0)))
    else:
        infected = (None, sampled)
    return Suspect(case.pk, fell_ill, dates.onset_on is not None, found.start, found.end, *infected)
