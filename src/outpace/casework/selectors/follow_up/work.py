"""What other apps need to house, to task and to count: how people in follow-up stand, with nothing in it that identifies anybody."""

from collections.abc import Collection, Mapping

from epiworks.protocol import Place
from outpace.casework.choices.cases import CaseEnd
from outpace.casework.choices.follow_up import FollowUpState
from outpace.casework.data.follow_up import FollowUpBrief
from outpace.casework.models import Case, FollowUp, FollowUpLink
from outpace.casework.selectors.packs import split
from outpace.kernel.scope import AreaPath


def follow_ups_of(person_ids: Collection[int]) -> Mapping[int, FollowUpBrief]:
    """Which of these people are in follow-up now, as what, where and until when? The caller decides whether its actor may know."""
    rows = list(FollowUp.objects.filter(person_id__in=list(person_ids), state=FollowUpState.ACTIVE))
    cases = _cases([row.pk for row in rows])
    return {row.person_id: brief_of(row, cases.get(row.pk)) for row in rows}


def died_among(person_ids: Collection[int]) -> frozenset[int]:
    """Which of these people died, by the end of their case or of their follow-up? One query."""
    people = list(person_ids)
    cases = Case.objects.filter(person_id__in=people, closed_as=CaseEnd.DIED).values_list("person_id", flat=True)
    return frozenset(
        cases.union(FollowUp.objects.filter(person_id__in=people, state=FollowUpState.DIED).values_list("person_id", flat=True))
    )


def follow_up_brief(follow_up_id: int) -> FollowUpBrief | None:
    """How does this follow-up stand? The caller decides whether its actor may know."""
    row = FollowUp.objects.filter(pk=follow_up_id).first()
    return None if row is None else brief_of(row, _cases([row.pk]).get(row.pk))


def brief_of(row: FollowUp, case_id: int | None) -> FollowUpBrief:
    """What is this row, for those who need no more?"""
    return FollowUpBrief(
        id=row.pk,
        person_id=row.person_id,
        area_path=AreaPath(row.area_path),
        group=row.group,
        place=Place(row.place),
        stage_until=row.stage_until,
        until=row.until,
        state=row.state,
        case_id=row.case_id or case_id,
        packs=split(row.packs),
    )


def _cases(follow_up_ids: Collection[int]) -> Mapping[int, int]:
    """Which case does each of them go back to? The latest ground that still holds."""
    held = FollowUpLink.objects.filter(follow_up_id__in=list(follow_up_ids), lost_at=None, taken_back_at=None)
    links = held.filter(case__isnull=False).order_by("pk")
    return {number: case for number, case in links.values_list("follow_up_id", "case_id") if case is not None}
