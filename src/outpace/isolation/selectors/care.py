"""Special patients: which treatments are due next, and which need somebody to act now."""

from outpace.isolation.choices import Care, TreatmentState
from outpace.isolation.models import Treatment
from outpace.isolation.rules import care as rules
from outpace.isolation.selectors.answers import TreatmentRow
from outpace.isolation.selectors.scope import within
from outpace.kernel import clock
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry

READ = (Permission.ROOM_READ, Permission.FOLLOW_UP_RECORD)


def treatments_due(actor: Actor, *, cursor: str | None = None, size: int = 50) -> Page[TreatmentRow]:
    """Which treatments have not been given yet, the next one first? The read of the patients is logged. Raises NotAllowed."""
    now = clock.now()
    rows = Treatment.objects.filter(within(actor, *READ, field="patient__area_path"), settled_at=None).select_related("patient")
    page = keyset(rows, ["due_at", "id"], cursor, size=size)
    ids = [row.patient.person_id for row in page.items]
    people = {entry.id: entry for entry in registry.persons_for_ids(actor, ids, purpose="isolation.care")} if ids else {}
    return page.map(
        lambda row: TreatmentRow(
            id=row.pk,
            person_id=row.patient.person_id,
            person=people.get(row.patient.person_id),
            path=AreaPath(row.patient.area_path),
            care=Care(row.patient.care),
            provider=row.patient.provider,
            due_at=row.due_at,
            state=TreatmentState(row.state),
            standing=rules.standing(rules.Treatment(Care(row.patient.care), row.due_at, TreatmentState(row.state)), now),
            transport=row.transport,
            escalated_at=row.escalated_at,
        )
    )


def person_to_list(actor: Actor, typed: str) -> int:
    """Whose card or document is this? Raises NotFound. The read is logged."""
    try:
        return registry.person_by_code(actor, typed, purpose="isolation.care").id
    except NotFound:
        return registry.person_by_document(actor, typed, purpose="isolation.care").id
