"""Privacy: the one door through which personal data becomes readable, in list, form, map, export, API and log alike.

Whoever shows a person asks `reveal`. It drops whom the actor may not see, masks whom they may see only so, and logs the read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from outpace.kernel import audit, crypto
from outpace.kernel.masking import mask_address, mask_document, mask_name, mask_phone
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, shared_path

__all__ = ["READ", "PersonView", "SealedPerson", "mask_address", "mask_document", "mask_name", "mask_phone", "reveal"]

READ = "person.read"


@dataclass(frozen=True, slots=True)
class SealedPerson:
    """A person as stored: identity sealed, place open."""

    id: int
    code: str
    path: AreaPath
    name: bytes
    document: bytes
    phone: bytes
    address: bytes
    birth_year: int | None
    sex: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as this reader may see them."""

    id: int
    code: str
    path: AreaPath
    name: str
    document: str
    phone: str
    address: str
    birth_year: int | None
    sex: str
    synthetic: bool
    masked: bool


def reveal(actor: Actor, people: Sequence[SealedPerson], *, purpose: str) -> list[PersonView]:
    """Give the people this actor may see, in order: in full where they hold PERSON_IDENTITY, masked where PERSON_READ, dropped elsewhere.

    One entry in the read log per call, with `purpose` (a code such as "recall.list") and the ids of those shown. Raises
    crypto.CannotUnseal when a value is damaged.
    """
    full, masked = actor.paths(Permission.PERSON_IDENTITY), actor.paths(Permission.PERSON_READ)
    views = [_view(person, masked=not person.path.startswith(full)) for person in people if person.path.startswith(full + masked)]
    if views:
        _log(actor, views, purpose)
    return views


def _view(person: SealedPerson, *, masked: bool) -> PersonView:
    name, document, phone, address = crypto.unseal_many((person.name, person.document, person.phone, person.address))
    if masked:
        name, document, phone, address = mask_name(name), mask_document(document), mask_phone(phone), mask_address(address)
    return PersonView(
        id=person.id,
        code=person.code,
        path=person.path,
        name=name,
        document=document,
        phone=phone,
        address=address,
        birth_year=person.birth_year,
        sex=person.sex,
        synthetic=person.synthetic,
        masked=masked,
    )


def _log(actor: Actor, views: Sequence[PersonView], purpose: str) -> None:
    audit.record_read(
        actor,
        READ,
        subject="people",
        path=shared_path([view.path for view in views]),
        people=len(views),
        person_ids=[view.id for view in views],
        details={"purpose": purpose, "masked": sum(view.masked for view in views)},
    )
