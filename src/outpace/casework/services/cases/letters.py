"""Assistance letters: written down with the pack's clock, and checked person by person."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from epiworks.protocol import RuleMissing, clock
from outpace.casework.choices.cases import Checked
from outpace.casework.data.cases import NewLetter
from outpace.casework.data.news import LetterAnswered, LetterLate
from outpace.casework.models import Letter, LetterPerson
from outpace.casework.selectors.cases.scope import seen
from outpace.casework.selectors.packs import protocol_for
from outpace.casework.services.cases.held import grounds
from outpace.kernel import audit, crypto, events, locks
from outpace.kernel import clock as time
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound

CLOCK = "assistance_check"
MAX_PEOPLE = 500
BATCH = 200
CLOCKS_DIFFER = timedelta(minutes=5)


@locks.taken_again
def record_letter(actor: Actor, new: NewLetter) -> int:
    """Write a letter down and start its clock; returns its id. The same letter again in the same area gives the same one.

    Raises NotAllowed without CASE_INVESTIGATE in the area, NotFound for a case out of scope, Refusal for a letter about nobody or about
    more than MAX_PEOPLE, for one that is still to come, for a number under which other people are written down already, and where the
    packs name no clock for it.
    """
    actor.require(Permission.CASE_INVESTIGATE, new.area_path)
    if not 1 <= len(new.people) <= MAX_PEOPLE:
        raise Refusal("bad_people", _("A letter names from 1 to %(count)d people.") % {"count": MAX_PEOPLE}, field="people")
    if new.came_at > time.now() + CLOCKS_DIFFER:
        raise Refusal("in_future", _("A letter that is still to come cannot be written down."), field="came_at")
    if new.case_id is not None:
        seen(actor, new.case_id)
    try:
        found = clock(protocol_for(new.area_path), CLOCK, new.came_at)
    except RuleMissing as missing:
        raise Refusal("no_clock", _("The packs in force name no time in which a letter is to be checked.")) from missing
    with transaction.atomic():
        locks.advisory(f"letter {new.way} {new.other} {new.number}")
        known = Letter.objects.filter(way=new.way, number=new.number, other=new.other, area_path=new.area_path).first()
        if known is None:
            return _write_down(actor, new, due_at=found.value.due_at, because=grounds(found.because))
        if sorted(_named_by(known)) != sorted(new.people):
            message = _("This letter is written down already and names other people: give a supplement a number of its own.")
            raise Refusal("letter_known", message, field="number")
    return int(known.pk)


def _write_down(actor: Actor, new: NewLetter, *, due_at: datetime, because: list[dict[str, object]]) -> int:
    letter = Letter.objects.create(
        way=new.way,
        number=new.number,
        other=new.other,
        case_id=new.case_id,
        area_path=new.area_path,
        came_at=new.came_at,
        due_at=due_at,
        because=because,
        people=len(new.people),
        open_people=len(new.people),
        recorded_at=time.now(),
        recorded_by=actor.name,
    )
    LetterPerson.objects.bulk_create(LetterPerson(letter=letter, reference_sealed=one) for one in crypto.seal_many(new.people))
    details = {"way": str(new.way), "people": len(new.people)}
    audit.record(actor, "case.letter_recorded", subject=f"letter:{letter.pk}", path=new.area_path, details=details)
    return int(letter.pk)


def _named_by(letter: Letter) -> list[str]:
    return crypto.unseal_many([bytes(sealed) for sealed in letter.persons.values_list("reference_sealed", flat=True)])


@locks.taken_again
def check_letter_person(actor: Actor, entry_id: int, outcome: Checked) -> None:
    """Say what became of one person of a letter; the last one answers it. Saying it again changes nothing, otherwise the later holds.

    Raises NotFound out of scope, NotAllowed without CASE_INVESTIGATE, Refusal for no outcome at all.
    """
    if outcome is Checked.PENDING:
        raise Refusal("no_outcome", _("Say what became of this person."), field="outcome")
    number = LetterPerson.objects.filter(pk=entry_id).values_list("letter_id", flat=True).first()
    if number is None:
        raise NotFound(f"letter person {entry_id}")
    with transaction.atomic():
        letter = locks.lock_rows(Letter.objects.all(), [number])[0]
        path = AreaPath(letter.area_path)
        if not actor.may(Permission.CASE_READ, path):
            raise NotFound(f"letter person {entry_id}")
        actor.require(Permission.CASE_INVESTIGATE, path)
        entry = LetterPerson.objects.get(pk=entry_id)
        if entry.state == outcome:
            return
        entry.state, entry.checked_at, entry.checked_by = outcome, time.now(), actor.name
        entry.save(update_fields=["state", "checked_at", "checked_by"])
        letter.open_people = letter.persons.filter(state=Checked.PENDING).count()
        letter.answered_at = (letter.answered_at or time.now()) if letter.open_people == 0 else None
        letter.save(update_fields=["open_people", "answered_at"])
        if letter.answered_at is not None:
            events.publish(LetterAnswered(letter.pk, path, letter.answered_at))
        audit.record(actor, "case.letter_checked", subject=f"letter:{letter.pk}", path=path, details={"outcome": str(outcome)})


def escalate_letters(actor: Actor) -> int:
    """Tell those above about every letter that became late since the last look; each is told once. Returns how many. A job runs it."""
    told = 0
    while batch := list(_untold().order_by("due_at", "id").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            for letter in locks.lock_rows(_untold(), batch):
                letter.escalated_at = time.now()
                letter.save(update_fields=["escalated_at"])
                path = AreaPath(letter.area_path)
                events.publish(LetterLate(letter.pk, path, letter.due_at, letter.escalated_at))
                audit.record(actor, "case.letter_late", subject=f"letter:{letter.pk}", path=path, details={"people": letter.open_people})
                told += 1
    return told


def _untold() -> QuerySet[Letter]:
    return Letter.objects.filter(answered_at=None, escalated_at=None, due_at__lt=time.now())
