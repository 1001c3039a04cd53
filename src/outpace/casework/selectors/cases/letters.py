"""Assistance letters as lists and one by one."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from epiworks.units import PersonCount
from outpace.casework.choices.cases import Checked, LetterWay
from outpace.casework.data.cases import LetterEntry, LetterRow
from outpace.casework.data.follow_up import Grounds
from outpace.casework.models import Letter
from outpace.casework.selectors.cases.briefs import stored_grounds
from outpace.kernel import audit, clock, crypto, places
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.kernel.subtrees import within


@dataclass(frozen=True, slots=True)
class LetterSheet:
    """One letter with its people; `masked`: how it names them is not shown to this reader."""

    letter: LetterRow
    entries: tuple[LetterEntry, ...]
    because: tuple[Grounds, ...]
    masked: bool
    may_check: bool


def list_letters(actor: Actor, *, is_open: bool = True, cursor: str | None = None, size: int = 50) -> Page[LetterRow]:
    """Which letters wait for an answer (or have one), the nearest deadline first? Raises NotAllowed for somebody who reads none."""
    actor.require_anywhere(Permission.CASE_READ)
    rows = Letter.objects.filter(within(actor.paths(Permission.CASE_READ)), answered_at__isnull=is_open)
    page = keyset(rows, ["due_at", "id"], cursor, size=size)
    names = places.names({row.area_path for row in page.items})
    return page.map(lambda row: _row(row, names.get(AreaPath(row.area_path), "")))


@dataclass(frozen=True, slots=True)
class LettersWaiting:
    """How many letters wait for an answer, how many of them are past their deadline, and how many of their people are unchecked."""

    letters: int
    late: int
    people: PersonCount


def letters_waiting(actor: Actor) -> LettersWaiting:
    """How many assistance letters of the actor's areas wait, and how many are late? One query. Raises NotAllowed as `list_letters`."""
    actor.require_anywhere(Permission.CASE_READ)
    rows = Letter.objects.filter(within(actor.paths(Permission.CASE_READ)), answered_at=None)
    counted = rows.aggregate(letters=Count("pk"), late=Count("pk", filter=Q(due_at__lt=clock.now())), people=Sum("open_people"))
    return LettersWaiting(counted["letters"], counted["late"], PersonCount(counted["people"] or 0))


def get_letter(actor: Actor, letter_id: int) -> LetterSheet:
    """Whom does this letter ask about, and what became of each? Raises NotFound out of scope. A look at the names is logged."""
    row = Letter.objects.filter(within(actor.paths(Permission.CASE_READ)), pk=letter_id).first()
    if row is None:
        raise NotFound(f"letter {letter_id}")
    path = AreaPath(row.area_path)
    full = actor.may(Permission.PERSON_IDENTITY, path)
    people = list(row.persons.order_by("pk"))
    named = crypto.unseal_many([bytes(one.reference_sealed) for one in people]) if full else [""] * len(people)
    if full:
        audit.record_read(actor, "case.letter_read", subject=f"letter:{row.pk}", path=path, people=len(people))
    entries = tuple(
        LetterEntry(one.pk, name, one.person_id, Checked(one.state), one.checked_at, one.checked_by)
        for one, name in zip(people, named, strict=True)
    )
    return LetterSheet(
        letter=_row(row, places.names({path}).get(path, "")),
        entries=entries,
        because=stored_grounds(row.because),
        masked=not full,
        may_check=actor.may(Permission.CASE_INVESTIGATE, path),
    )


def _row(row: Letter, area_name: str) -> LetterRow:
    return LetterRow(
        id=row.pk,
        way=LetterWay(row.way),
        number=row.number,
        other=row.other,
        case_id=row.case_id,
        area_name=area_name,
        came_at=row.came_at,
        due_at=row.due_at,
        people=row.people,
        open_people=row.open_people,
        answered_at=row.answered_at,
    )
