"""Rows of cases as the frozen values that cross the door."""

from collections.abc import Iterable, Mapping

from epiworks.protocol import Setting
from outpace.casework.choices.cases import Severity
from outpace.casework.data.cases import CaseBrief
from outpace.casework.data.follow_up import Grounds
from outpace.casework.models import Case
from outpace.casework.selectors.cases.scope import visible
from outpace.kernel.scope import Actor, AreaPath


def brief(case: Case) -> CaseBrief:
    """Which data object is this row?"""
    return CaseBrief(
        id=case.pk,
        person_id=case.person_id,
        area_path=AreaPath(case.area_path),
        report_path=AreaPath(case.report_path),
        care_path=AreaPath(case.care_path) if case.care_path else None,
        case_class=case.case_class,
        severity=Severity(case.severity),
        setting=Setting(case.setting),
        found_at=case.found_at,
        onset_on=case.onset_on,
        closed_at=case.closed_at,
    )


def case_brief(actor: Actor, case_id: int) -> CaseBrief | None:
    """How does this case stand? None outside the actor's scope. Nothing in it identifies."""
    found = Case.objects.filter(visible(actor), pk=case_id).first()
    return None if found is None else brief(found)


def open_case_of(person_id: int) -> CaseBrief | None:
    """Which case does this person have open? None for nobody's. Asked by services of other apps, which hold their own permission."""
    found = Case.objects.filter(person_id=person_id, closed_at=None).first()
    return None if found is None else brief(found)


def stored_grounds(rows: Iterable[Mapping[str, object]]) -> tuple[Grounds, ...]:
    """Which pack lines were stored with this fact?"""
    return tuple(
        Grounds(
            pack=str(row["pack"]),
            version=str(row["version"]),
            address=str(row["address"]),
            source=_texts(row["source"]),
            unconfirmed=str(row["unconfirmed"]),
        )
        for row in rows
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()
