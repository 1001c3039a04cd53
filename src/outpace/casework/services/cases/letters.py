"""Assistance letters: written down with the pack's clock, and checked person by person."""

from django.db import transaction
from django.utils.translation import gettext as _

from epiworks.protocol import RuleMissing, clock
from outpace.casework.choices.cases import Checked
from outpace.casework.data.cases import NewLetter
from outpace.casework.models import Letter, LetterPerson
from outpace.casework.selectors.cases.scope import seen
from outpace.casework.selectors.packs import protocol_for
from outpace.casework.services.cases.held import grounds
from outpace.kernel import audit, crypto, locks
from outpace.kernel import clock as time
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound

CLOCK = "assistance_check"
MAX_PEOPLE = 500


@locks.taken_again
def record_letter(actor: Actor, new: NewLetter) -> int:
    """Write a letter down and start its clock; returns its id. The same number of the same sender again gives the same letter.

    Raises NotAllowed without CASE_INVESTIGATE in the area, NotFound for a case out of scope, Refusal for a letter about nobody or about
    more than MAX_PEOPLE, and where the packs name no clock for it.
    """
    actor.require(Permission.CASE_INVESTIGATE, new.area_path)
    if not 1 <= len(new.people) <= MAX_PEOPLE:
        raise Refusal("bad_people", _("A letter names from 1 to %(count)d people.") % {"count": MAX_PEOPLE}, field="people")
    if new.case_id is not None:
        seen(actor, new.case_id)
    try:
        found = clock(protocol_for(new.area_path), CLOCK, new.came_at)
    except RuleMissing as missing:
        raise Refusal("no_clock", _("The packs in force name no time in which a letter is to be checked.")) from missing
    with transaction.atomic():
        values = {
            "case_id": new.case_id,
            "area_path": new.area_path,
            "came_at": new.came_at,
            "due_at": found.value.due_at,
            "because": grounds(found.because),
            "people": len(new.people),
            "open_people": len(new.people),
            "recorded_at": time.now(),
            "recorded_by": actor.name,
        }
        letter, made = Letter.objects.get_or_create(way=new.way, number=new.number, other=new.other, defaults=values)
        if made:
            sealed = crypto.seal_many(new.people)
            LetterPerson.objects.bulk_create(LetterPerson(letter=letter, reference_sealed=one) for one in sealed)
            details = {"way": str(new.way), "people": len(new.people)}
            audit.record(actor, "case.letter_recorded", subject=f"letter:{letter.pk}", path=new.area_path, details=details)
    return int(letter.pk)


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
        audit.record(actor, "case.letter_checked", subject=f"letter:{letter.pk}", path=path, details={"outcome": str(outcome)})
