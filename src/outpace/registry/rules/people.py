"""Is what is said about a person plausible? One check for page, API and bulk load alike."""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final

from outpace.registry.data import NewPerson
from outpace.registry.rules import documents
from outpace.registry.rules.areas import normal_name
from outpace.registry.rules.documents import DocumentFault

OLDEST: Final = 130
MAX_NAME: Final = 60
SEXES: Final = frozenset({"f", "m", "u"})
PRESENCES: Final = frozenset({1, 2, 3, 8, 9})


class PersonFault(StrEnum):
    """Why something said about a person cannot be right."""

    NAME = "name"
    DOCUMENT = "document"
    DOCUMENT_DIVISION = "document_division"
    DOCUMENT_BIRTH = "document_birth"
    DOCUMENT_CHECK = "document_check"
    DOCUMENT_SYNTHETIC = "document_synthetic"
    BIRTH_YEAR = "birth_year"
    BIRTH_YEAR_DIFFERS = "birth_year_differs"
    SEX = "sex"
    SEX_DIFFERS = "sex_differs"
    PHONE = "phone"
    PRESENCE = "presence"
    GROUPS = "groups"


_OF_DOCUMENT: Final = {
    DocumentFault.SHAPE: PersonFault.DOCUMENT,
    DocumentFault.DIVISION: PersonFault.DOCUMENT_DIVISION,
    DocumentFault.BIRTH_DATE: PersonFault.DOCUMENT_BIRTH,
    DocumentFault.CHECK: PersonFault.DOCUMENT_CHECK,
    DocumentFault.NOT_SYNTHETIC: PersonFault.DOCUMENT_SYNTHETIC,
}


def clean_person(said: NewPerson, *, today: date) -> tuple[NewPerson, tuple[PersonFault, ...]]:
    """What is said, written the way it is stored and completed from the document, and what cannot be right about it?

    A resident number gives birth year and sex where they are not said; where they are said they must agree.
    """
    person = replace(
        said,
        name=normal_name(said.name),
        document=documents.normal_document(said.document),
        phone=documents.normal_phone(said.phone),
    )
    faults = [*_identity(person, today), *_rest(person, today)]
    facts = documents.facts(person.document)
    if facts is not None and not faults:
        faults += _disagreements(person, facts)
        person = replace(person, birth_year=facts.birth.year, sex=facts.sex)
    return person, tuple(faults)


def _identity(person: NewPerson, today: date) -> list[PersonFault]:
    faults = []
    if not person.name or len(person.name) > MAX_NAME:
        faults.append(PersonFault.NAME)
    if person.document and not (documents.is_other_document(person.document) and not person.synthetic):
        fault = documents.document_fault(person.document, today=today, synthetic=person.synthetic)
        if fault is not None:
            faults.append(_OF_DOCUMENT[fault])
    if person.phone and not documents.phone_plausible(person.phone, synthetic=person.synthetic):
        faults.append(PersonFault.PHONE)
    return faults


def _rest(person: NewPerson, today: date) -> list[PersonFault]:
    faults = []
    if person.birth_year is not None and not today.year - OLDEST <= person.birth_year <= today.year:
        faults.append(PersonFault.BIRTH_YEAR)
    if person.sex not in SEXES:
        faults.append(PersonFault.SEX)
    if person.presence not in PRESENCES:
        faults.append(PersonFault.PRESENCE)
    if not 0 <= person.groups < 1 << 63:
        faults.append(PersonFault.GROUPS)
    return faults


def _disagreements(person: NewPerson, facts: documents.DocumentFacts) -> list[PersonFault]:
    faults = []
    if person.birth_year not in (None, facts.birth.year):
        faults.append(PersonFault.BIRTH_YEAR_DIFFERS)
    if person.sex not in ("u", facts.sex):
        faults.append(PersonFault.SEX_DIFFERS)
    return faults
