"""Enrolling people and recording where they are. Nobody is enrolled twice under one document, whoever tries at the same time."""

import secrets
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from outpace.kernel import audit, clock, crypto
from outpace.kernel.errors import Refusal
from outpace.kernel.locks import advisory, lock_rows, taken_again
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry.choices import FAULTS, FIELD_OF, HouseholdKind, Presence, Source
from outpace.registry.data import NewPerson
from outpace.registry.models import Area, Household, Person
from outpace.registry.rules.codes import PAYLOAD_BITS, code_of
from outpace.registry.rules.counts import CountDelta, negated, person_counts, presence_change
from outpace.registry.rules.people import PersonFault, clean_person
from outpace.registry.selectors.areas import require_area
from outpace.registry.services import counts
from outpace.registry.services.days import refuse_real

MAX_AT_ONCE = 2_000


class PersonRefused(Refusal):
    """What was said about a person cannot be right; `faults` name each reason, `message` says the first."""

    def __init__(self, faults: Sequence[PersonFault]) -> None:
        super().__init__(", ".join(fault.value for fault in faults), FAULTS[faults[0]], field=FIELD_OF[faults[0]])
        self.faults = tuple(faults)


class AlreadyKnown(Refusal):
    """Somebody is already enrolled under this document. `person_id` is theirs only when the actor may see them, else None."""

    def __init__(self, person_id: int | None) -> None:
        super().__init__("already_known", _("Somebody is already enrolled under this document."), field="document")
        self.person_id = person_id


class NumberTaken(Refusal):
    """The grid already has a household of this number."""

    def __init__(self) -> None:
        super().__init__("number_taken", _("The grid already has a household of this number."), field="number")


def enrol(actor: Actor, grid_id: int, new: NewPerson, *, household_id: int | None = None) -> int:
    """Enrol a person in a grid, perhaps in a household there, and give their id.

    Raises PersonRefused, AlreadyKnown, NotFound, NotAllowed.
    """
    return _enrol(actor, grid_id, new, permission=Permission.PERSON_MANAGE, household_id=household_id)


def walk_in(actor: Actor, grid_id: int, new: NewPerson) -> int:
    """Enrol somebody who came to a sampling site and was not known, in the grid they say they live in. As `enrol`, for samplers."""
    stated = NewPerson(
        name=new.name,
        document=new.document,
        phone=new.phone,
        sex=new.sex,
        birth_year=new.birth_year,
        groups=new.groups,
        source=Source.WALK_IN,
        synthetic=new.synthetic,
    )
    return _enrol(actor, grid_id, stated, permission=Permission.SCREENING_SAMPLE, household_id=None)


@taken_again
@transaction.atomic
def open_household(actor: Actor, grid_id: int, *, number: str, address: str = "", kind: str = HouseholdKind.FAMILY) -> int:
    """Add a household to a grid and give its id; an existing number is answered with the household it names.

    Raises NotFound, NotAllowed.
    """
    grid = require_area(actor, Permission.PERSON_MANAGE, grid_id)
    household, made = Household.objects.get_or_create(
        grid=grid, number=number[:32], defaults={"address_sealed": crypto.seal(address), "kind": HouseholdKind(kind)}
    )
    if made:
        counts.apply({grid.pk: counts.Change([], CountDelta(households=1))})
        audit.record(actor, "household.open", subject=f"household:{household.pk}", path=AreaPath(grid.path))
    return household.pk


@taken_again
@transaction.atomic
def change_presence(actor: Actor, person_ids: Sequence[int], presence: int) -> int:
    """Record that people are now here, away, returning, gone or dead, and say how many records changed.

    All or none: raises NotFound when one of them is outside the actor's scope, NotAllowed, ValueError for over MAX_AT_ONCE people.
    """
    after = Presence(presence)
    rows = _lock(actor, person_ids)
    changes: dict[int, counts.Change] = {}
    for row in rows:
        if row.presence != after:
            changes.setdefault(row.grid_id, counts.Change()).add(row.pk, presence_change(row.presence, after))
    changed = [key for change in changes.values() for key in change.people]
    if not changed:
        return 0
    Person.objects.filter(pk__in=changed).update(presence=after)
    counts.apply(changes)
    audit.record(actor, "person.presence", subject="people", path=None, details={"people": sorted(changed), "presence": int(after)})
    return len(changed)


@taken_again
@transaction.atomic
def move_person(actor: Actor, person_id: int, *, grid_id: int, household_id: int | None = None) -> None:
    """Record that a person now lives in another grid or household. Both grids must be the actor's to manage.

    Raises NotFound, NotAllowed.
    """
    grid = require_area(actor, Permission.PERSON_MANAGE, grid_id)
    row = _lock(actor, [person_id])[0]
    household = _household(grid, household_id)
    left = row.grid_id
    if (left, row.household_id) == (grid.pk, household_id):
        return
    row.grid, row.household = grid, household
    row.save(update_fields=["grid", "household"])
    if left != grid.pk:
        counted = person_counts(row.presence)
        counts.apply({left: counts.Change([row.pk], negated(counted)), grid.pk: counts.Change([row.pk], counted)})
    audit.record(actor, "person.move", subject=f"person:{row.pk}", path=AreaPath(grid.path), details={"from": left, "to": grid.pk})


@taken_again
@transaction.atomic
def move_household(actor: Actor, household_id: int, *, grid_id: int) -> None:
    """Record that a household, with everyone in it, now belongs to another grid. Raises NotFound, NotAllowed, NumberTaken."""
    grid = require_area(actor, Permission.PERSON_MANAGE, grid_id)
    found = lock_rows(Household.objects.select_related("grid"), [household_id])
    if not found or not actor.may(Permission.PERSON_MANAGE, AreaPath(found[0].grid.path)):
        raise NotFound("household")
    household, left = found[0], found[0].grid_id
    if left == grid.pk:
        return
    if Household.objects.filter(grid=grid, number=household.number).exists():
        raise NumberTaken
    members = lock_rows(Person.objects.all(), Person.objects.filter(household=household).values_list("pk", flat=True))
    counted = CountDelta(households=1)
    for row in members:
        counted = counted.plus(person_counts(row.presence))
    household.grid = grid
    household.save(update_fields=["grid"])
    keys = [row.pk for row in members]
    Person.objects.filter(pk__in=keys).update(grid=grid)
    counts.apply({left: counts.Change(keys, negated(counted)), grid.pk: counts.Change(keys, counted)})
    audit.record(
        actor, "household.move", subject=f"household:{household.pk}", path=AreaPath(grid.path), details={"from": left, "to": grid.pk}
    )


@taken_again
@transaction.atomic
def set_groups(actor: Actor, person_id: int, groups: int) -> None:
    """Record which key groups a person belongs to (a mask of KeyGroup bits). Raises NotFound, NotAllowed, ValueError."""
    if not 0 <= groups < 1 << 63:
        raise ValueError("a mask of key groups has 63 bits")
    row = _lock(actor, [person_id])[0]
    if row.groups == groups:
        return
    before, row.groups = row.groups, groups
    row.save(update_fields=["groups"])
    counts.apply({row.grid_id: counts.Change([row.pk], CountDelta())})
    audit.record(
        actor, "person.groups", subject=f"person:{row.pk}", path=AreaPath(row.grid.path), details={"before": before, "after": groups}
    )


@taken_again
@transaction.atomic
def _enrol(actor: Actor, grid_id: int, new: NewPerson, *, permission: Permission, household_id: int | None) -> int:
    grid = require_area(actor, permission, grid_id)
    cleaned, faults = clean_person(new, today=clock.now().date())
    if faults:
        raise PersonRefused(faults)
    refuse_real([cleaned.synthetic])
    household = _household(grid, household_id)
    indexes = crypto.blind_index_candidates(cleaned.document)
    if indexes:
        # The unique index alone would also stop a second record, but only by failing; waiting lets us say whose the first one is.
        advisory(f"registry.document.{indexes[0].hex()}")
        _refuse_known(actor, indexes)
    person = _insert(grid, household, cleaned, indexes)
    counts.apply({grid.pk: counts.Change([person.pk], person_counts(person.presence))})
    audit.record(actor, "person.enrol", subject=f"person:{person.pk}", path=AreaPath(grid.path), details={"source": cleaned.source})
    return person.pk


def _insert(grid: Area, household: Household | None, new: NewPerson, indexes: Sequence[bytes]) -> Person:
    name, document, phone = crypto.seal_many([new.name, new.document, new.phone])
    try:
        with transaction.atomic():
            return Person.objects.create(
                code=code_of(secrets.randbits(PAYLOAD_BITS)),
                household=household,
                grid=grid,
                name_sealed=name,
                document_sealed=document,
                document_index=indexes[0] if indexes else None,
                phone_sealed=phone,
                birth_year=new.birth_year,
                sex=new.sex,
                presence=new.presence,
                groups=new.groups,
                source=new.source,
                synthetic=new.synthetic,
                recorded_at=clock.now(),
            )
    except IntegrityError as error:
        raise AlreadyKnown(None) from error


def _refuse_known(actor: Actor, indexes: Sequence[bytes]) -> None:
    known = Person.objects.select_related("grid").filter(document_index__in=list(indexes)).first()
    if known is not None:
        visible = actor.may(Permission.PERSON_READ, AreaPath(known.grid.path))
        raise AlreadyKnown(known.pk if visible else None)


def _household(grid: Area, household_id: int | None) -> Household | None:
    if household_id is None:
        return None
    household = Household.objects.filter(pk=household_id, grid=grid).first()
    if household is None:
        raise NotFound("household")
    return household


def _lock(actor: Actor, person_ids: Sequence[int]) -> list[Person]:
    """Lock these people for a change; every one must exist and be the actor's to manage."""
    if len(person_ids) > MAX_AT_ONCE:
        raise ValueError(f"at most {MAX_AT_ONCE} people at once")
    rows = lock_rows(Person.objects.select_related("grid"), person_ids)
    if len(rows) != len(set(person_ids)) or not all(_visible(actor, row) for row in rows):
        raise NotFound("person")
    for row in rows:
        actor.require(Permission.PERSON_MANAGE, AreaPath(row.grid.path))
    return rows


def _visible(actor: Actor, row: Person) -> bool:
    path = AreaPath(row.grid.path)
    return actor.may(Permission.PERSON_READ, path) or actor.may(Permission.PERSON_MANAGE, path)
