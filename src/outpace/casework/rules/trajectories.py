"""What the public may be told of where a case was: built from the itinerary, and checked so that nobody can be recognised."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from hashlib import sha256

from epiworks.protocol import PlaceKind


class PartOfDay(StrEnum):
    """As fine as a time is published."""

    NIGHT = "night"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class Leak(StrEnum):
    """What in a text could tell who the case is?"""

    NAME = "name"
    DOCUMENT = "document"
    PHONE = "phone"
    HOME = "home"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class Was:
    """One stay as it is known; moments are local. `township` is the finest area that may be told."""

    kind: PlaceKind
    township: str
    venue: str
    is_home: bool
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class PublicLine:
    """One line for the public; `venue` only where it is a public place with a name."""

    day: date
    part: PartOfDay
    kind: PlaceKind
    township: str
    venue: str


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not be published of one person; empty texts are not looked for."""

    name: str
    document: str
    phone: str
    homes: tuple[str, ...]


PARTS = ((time(6), PartOfDay.NIGHT), (time(12), PartOfDay.MORNING), (time(18), PartOfDay.AFTERNOON))
GAP = r"[ \t\-‐–—·]*"
MOBILE = re.compile(rf"(?<!\d)(?:(?:00{GAP})?86{GAP})?1{GAP}[3-9](?:{GAP}\d){{9}}(?!\d)")
IDENTITY = re.compile(rf"(?<!\d)\d(?:{GAP}\d){{16}}{GAP}[\dX](?!\d)", re.IGNORECASE)
"""A mobile number, with the country's code or without, and the number of an identity card: however the digits are grouped in a line."""
AGE = re.compile(r"\d+\s*(?:岁|周岁)|\b\d+[\s-]*years?[\s-]*old\b|\baged?\s+\d+", re.IGNORECASE)
SHORTEST = 2


def part_of(moment: datetime) -> PartOfDay:
    """Which part of the day is this local moment in?"""
    return next((part for end, part in PARTS if moment.time() < end), PartOfDay.EVENING)


def public_lines(stays: Iterable[Was]) -> tuple[PublicLine, ...]:
    """Which lines does an itinerary make, in order of time, each once?

    No area finer than a township, no clock, and the name of a place only where it is one of public activity and nobody's home
    (domain B16, [CAC]).
    """
    ordered = sorted(stays, key=lambda stay: (stay.starts_at, stay.ends_at, stay.kind, stay.venue))
    lines = [
        PublicLine(
            stay.starts_at.date(),
            part_of(stay.starts_at),
            stay.kind,
            stay.township,
            stay.venue if stay.kind is PlaceKind.ACTIVITY and not stay.is_home else "",
        )
        for stay in ordered
    ]
    return tuple(dict.fromkeys(lines))


def fingerprint(text_zh: str, text_en: str) -> str:
    """Which two texts are these? Whoever approves says which ones they read."""
    return sha256(f"{text_zh}\0{text_en}".encode()).hexdigest()


def leaks(text: str, secrets: Secrets) -> tuple[Leak, ...]:
    """What in this text could tell who the case is? Spaces, hyphens, capitals and full-width letters hide nothing.

    >>> leaks("8 November, evening: market", Secrets("王芳", "", "", ()))
    ()
    """
    plain = unicodedata.normalize("NFKC", text)
    found = {
        Leak.NAME: _said(text, (secrets.name,)),
        Leak.DOCUMENT: _said(text, (secrets.document,)) or IDENTITY.search(plain) is not None,
        Leak.PHONE: _said(text, (secrets.phone,)) or MOBILE.search(plain) is not None,
        Leak.HOME: _said(text, secrets.homes),
        Leak.AGE: AGE.search(plain) is not None,
    }
    return tuple(leak for leak, there in found.items() if there)


def _said(text: str, words: Sequence[str]) -> bool:
    plain = _plain(text)
    return any(len(_plain(word)) >= SHORTEST and _plain(word) in plain for word in words)


def _plain(text: str) -> str:
    return re.sub(r"[\s\-‐–—·]+", "", unicodedata.normalize("NFKC", text)).casefold()
