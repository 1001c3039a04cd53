"""Identity documents and phones: reading, checking, and the reserved ranges of synthetic people (docs/adr/0007).

Source of the format: GB 11643-1999 (18 digits: division, birth date, order, check digit by ISO 7064 MOD 11-2).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

SYNTHETIC_DIVISION: Final = "99"
"""First two digits of a synthetic document: GB/T 2260 has no province 99, and a foreigner's card ("9" and a province) no province 9x."""
SYNTHETIC_PHONE: Final = "154"
"""Mobile segment of synthetic phones: never allotted to an operator in China."""

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_SYNTHETIC_CHECKS: Final = _CHECKS[5:] + _CHECKS[:5]
_PROVINCES: Final = frozenset(
    str(code)
    for code in (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, *range(81, 84))
)
_SHAPE: Final = re.compile(r"\d{17}[\dX]")
_OTHER: Final = re.compile(r"[A-Z0-9]{5,20}")
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_LANDLINE: Final = re.compile(r"0\d{9,11}")
_EARLIEST: Final = date(1900, 1, 1)


class DocumentFault(StrEnum):
    """Why a document number cannot be right."""

    SHAPE = "shape"
    DIVISION = "division"
    BIRTH_DATE = "birth_date"
    CHECK = "check"
    NOT_SYNTHETIC = "not_synthetic"


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What an 18-digit document number says about its holder."""

    birth: date
    sex: str


def normal_document(typed: str) -> str:
    """How is a document number stored and compared? Full-width digits folded, spaces and hyphens dropped, capitals."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", typed)).upper()


def check_character(first17: str, *, synthetic: bool = False) -> str:
    """Which check character ends these 17 digits? Synthetic numbers take the one five classes on, which no real number may carry."""
    weights, checks = check_table(synthetic=synthetic)
    return checks[sum(weight * int(digit) for weight, digit in zip(weights, first17, strict=True)) % 11]


def check_table(*, synthetic: bool) -> tuple[tuple[int, ...], str]:
    """Which weights and check characters does the check use? For callers that check millions at once."""
    return _WEIGHTS, _SYNTHETIC_CHECKS if synthetic else _CHECKS


def document_fault(document: str, *, today: date, synthetic: bool = False) -> DocumentFault | None:
    """What is wrong with this 18-digit number, if anything? `today` bounds the birth date.

    A synthetic number is faulty for a real person and a real number is faulty for a synthetic one, always.
    """
    if not _SHAPE.fullmatch(document):
        return DocumentFault.SHAPE
    if synthetic != document.startswith(SYNTHETIC_DIVISION):
        return DocumentFault.NOT_SYNTHETIC if synthetic else DocumentFault.DIVISION
    if not synthetic and not _issued_somewhere(document):
        return DocumentFault.DIVISION
    birth = _birth(document)
    if birth is None or not _EARLIEST <= birth <= today:
        return DocumentFault.BIRTH_DATE
    if check_character(document[:17], synthetic=synthetic) != document[17]:
        return DocumentFault.CHECK
    return None


def is_resident_number(document: str) -> bool:
    """Does this look like an 18-digit resident number (as opposed to a passport or permit)?"""
    return len(document) == 18 and document[:17].isascii() and document[:17].isdigit()


def is_other_document(document: str) -> bool:
    """Could this be a passport, permit or other document: 5 to 20 letters and digits?"""
    return bool(_OTHER.fullmatch(document)) and not is_resident_number(document)


def facts(document: str) -> DocumentFacts | None:
    """What birth date and sex does a well-formed number carry? None when it is no 18-digit number with a real date."""
    if not _SHAPE.fullmatch(document):
        return None
    birth = _birth(document)
    return None if birth is None else DocumentFacts(birth, "m" if int(document[16]) % 2 else "f")


def synthetic_document(county: str, birth: str, order: int) -> str:
    """Which synthetic number belongs to the `order`-th person born on `birth` ("YYYYMMDD") in a six-digit county? Order 0 to 999."""
    first17 = f"{SYNTHETIC_DIVISION}{county[2:6]}{birth}{order:03d}"
    return first17 + check_character(first17, synthetic=True)


def normal_phone(typed: str) -> str:
    """How is a phone number stored? Folded, with the country code and separators dropped."""
    text = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", typed))
    return text.removeprefix("+86").removeprefix("0086")


def phone_plausible(phone: str, *, synthetic: bool = False) -> bool:
    """Could this be a phone in use: a mobile of 11 digits or a landline with its area code? Synthetic phones only for synthetic people."""
    if phone.startswith(SYNTHETIC_PHONE) and len(phone) == 11:
        return synthetic and phone.isdigit()
    return not synthetic and bool(_MOBILE.fullmatch(phone) or _LANDLINE.fullmatch(phone))


def _issued_somewhere(document: str) -> bool:
    """Is there a province that issues such numbers, to residents or (a 9 in front) to foreigners with permanent residence?"""
    return document[:2] in _PROVINCES or (document[0] == "9" and document[1:3] in _PROVINCES)


def _birth(document: str) -> date | None:
    try:
        return date(int(document[6:10]), int(document[10:12]), int(document[12:14]))
    except ValueError:
        return None
