"""Reading one row of a list of people, as spreadsheets from townships write it: Chinese or English headings, words or codes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from outpace.registry.data import NewPerson
from outpace.registry.rules.areas import normal_name
from outpace.registry.rules.numbers import parse_count

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "grid": ("网格编码", "网格代码", "网格", "grid_code"),
    "household": ("户号", "户编号", "household_number"),
    "address": ("住址", "地址", "现住址"),
    "name": ("姓名",),
    "document": ("证件号码", "身份证号", "身份证号码", "公民身份号码"),
    "phone": ("电话", "手机号", "手机号码", "联系电话"),
    "sex": ("性别",),
    "birth_year": ("出生年份", "出生年"),
    "presence": ("在家状态", "状态"),
    "groups": ("重点人群", "重点人群类别"),
}
"""Our name of each column, and the headings it is known by."""
NEEDED: Final = ("grid", "name")
MAX_HOUSEHOLD: Final = 32

_SEXES: Final = {"": "u", "男": "m", "女": "f", "m": "m", "f": "f", "u": "u", "未知": "u"}
_PRESENCES: Final = {
    "": 1, "在家": 1, "present": 1, "1": 1, "外出": 2, "away": 2, "2": 2, "返乡": 3, "返乡中": 3, "returning": 3, "3": 3,
    "迁出": 8, "left": 8, "8": 8, "死亡": 9, "deceased": 9, "9": 9,
}  # fmt: skip


class RowFault(StrEnum):
    """Why a row cannot be taken, beside what is wrong with the person in it."""

    GRID = "grid"
    ROW_TWICE = "row_twice"
    KNOWN_ELSEWHERE = "known_elsewhere"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What one row says: about the person, and where they live."""

    grid: str
    household: str
    address: str
    person: NewPerson


def columns(headings: Sequence[str]) -> dict[str, int]:
    """Which column of a file means what? Headings nobody knows are left out."""
    known = {alias: name for name, aliases in HEADINGS.items() for alias in (name, *aliases)}
    return {known[heading.strip().lower()]: index for index, heading in enumerate(headings) if heading.strip().lower() in known}


def missing(found: Mapping[str, int]) -> tuple[str, ...]:
    """Which columns that a list of people must have are not there?"""
    return tuple(name for name in NEEDED if name not in found)


def read_row(cells: Sequence[str], found: Mapping[str, int], groups: Mapping[str, int]) -> tuple[PersonRow, tuple[str, ...]]:
    """What does a row say, and which words in it are not understood (codes of columns)?

    `groups` says which bit each key group's code or name has. Whether the person is plausible is for `rules.people`.
    """
    said = {name: cells[index].strip() if index < len(cells) else "" for name, index in found.items()}
    sex = _SEXES.get(said.get("sex", "").lower())
    presence = _PRESENCES.get(said.get("presence", "").lower())
    mask = _mask(said.get("groups", ""), groups)
    year = said.get("birth_year", "")
    born = parse_count(year.removesuffix("年")) if year else None
    faults = [name for name, value in (("sex", sex), ("presence", presence), ("groups", mask)) if value is None]
    if year and (born is None or born > 9999):
        faults.append("birth_year")
    person = NewPerson(
        name=said.get("name", ""),
        document=said.get("document", ""),
        phone=said.get("phone", ""),
        sex=sex or "u",
        birth_year=None if "birth_year" in faults else born,
        groups=mask or 0,
        source="bulk_load",
        presence=presence or 1,
    )
    household = normal_name(said.get("household", ""))[:MAX_HOUSEHOLD]
    row = PersonRow(grid=said.get("grid", ""), household=household, address=said.get("address", ""), person=person)
    return row, tuple(faults)


def identity_text(row: PersonRow) -> str:
    """Which text makes two rows the same person's: the document, or else everything said about who and where they are."""
    if row.person.document:
        return f"document:{row.person.document}"
    said = row.person
    return "|".join(("row", row.grid, row.household, said.name, said.phone, str(said.birth_year or ""), said.sex))


def _mask(text: str, groups: Mapping[str, int]) -> int | None:
    words = [word for word in re.split(r"[;；,，、|\s]+", text) if word]
    if any(word.lower() not in groups for word in words):
        return None
    return sum({1 << groups[word.lower()] for word in words})
