"""Cases and follow-ups as the apps above hang on them; for their checks, which show nobody."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from epiworks.protocol import Place
from outpace.casework.choices.cases import CaseEnd
from outpace.casework.choices.follow_up import FactKind, FollowUpState
from outpace.casework.choices.tracing import ProposalState
from outpace.casework.data.standing import StandingCase, StandingFollowUp, Turn
from outpace.casework.models import Case, ClassFact, ContactProposal, FollowUp, FollowUpFact, Letter
from outpace.casework.rules.replay import standing_turns
from outpace.kernel.scope import AreaPath

AT_ONCE = 5_000
ENTERED = (FactKind.STARTED, FactKind.RESTORED, FactKind.CLASS_CHANGED)
"""Facts by which somebody came to the class that they are in."""


def turns_of_cases() -> dict[int, list[Turn]]:
    """Which facts has each case's class, in order?"""
    turns: dict[int, list[Turn]] = defaultdict(list)
    rows = ClassFact.objects.order_by("pk").values_list("case_id", "before", "after", "at")
    for case, before, after, at in rows.iterator(chunk_size=AT_ONCE):
        turns[case].append(Turn(before, after, at))
    return turns


def known_cases() -> list[StandingCase]:
    """Which cases were ever opened, excluded and ended ones too? Two statements."""
    turns = turns_of_cases()
    return [
        StandingCase(
            id=row.pk,
            person_id=row.person_id,
            area_path=AreaPath(row.area_path),
            case_class=row.case_class,
            found_at=row.found_at,
            closed_as=row.closed_as,
            turns=standing_turns(turns.get(row.pk, ())),
        )
        for row in Case.objects.order_by("pk")
    ]


def cases_with_contacts_to_judge() -> frozenset[int]:
    """Of which cases are proposed contacts still to be judged? Nobody's of an excluded case."""
    waiting = ContactProposal.objects.filter(state=ProposalState.OPEN).exclude(case__closed_as=CaseEnd.EXCLUDED)
    return frozenset(waiting.values_list("case_id", flat=True).distinct())


def late_letters() -> Iterator[tuple[int, AreaPath]]:
    """Which letters were told to be late and are not answered yet, and where?"""
    rows = Letter.objects.filter(answered_at=None).exclude(escalated_at=None).order_by("pk")
    for number, path in rows.values_list("pk", "area_path").iterator(chunk_size=AT_ONCE):
        yield number, AreaPath(path)


def standing_follow_ups() -> Iterator[StandingFollowUp]:
    """Who is in follow-up now, as what since when, and where?"""
    told = FollowUpFact.objects.filter(follow_up=OuterRef("pk"), kind__in=ENTERED).order_by("-pk").values("at")[:1]
    rows = FollowUp.objects.filter(state=FollowUpState.ACTIVE).annotate(since=Coalesce(Subquery(told), "started_at")).order_by("pk")
    for row in rows.iterator(chunk_size=AT_ONCE):
        path, place = AreaPath(row.area_path), Place(row.place)
        yield StandingFollowUp(row.pk, row.person_id, path, row.group, group_since=row.since, place=place)
