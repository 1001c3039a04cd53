"""Reading one row of a list of stays: venue check-ins, passengers, wards and classrooms, with Chinese or English headings; and keeping."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from epiworks.protocol import SharedPlace
from epiworks.trace.manifest import VEHICLES, read_seat
from outpace.casework.choices.tracing import RowFault

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "place": ("场所", "场所名称", "航班号", "车次", "班次", "病区", "班级", "journey", "ward", "class", "venue"),
    "kind": ("场所类别", "类别", "交通工具", "vehicle"),
    "area": ("区域编码", "网格编码", "area_code"),
    "from": ("进入时间", "扫码时间", "开始时间", "上车时间", "登机时间", "入院时间", "boarded", "checked_in"),
    "until": ("离开时间", "结束时间", "下车时间", "离机时间", "出院时间", "left", "checked_out"),
    "departed": ("发车日期", "出发日期", "航班日期", "departure_date"),
    "code": ("人员码", "card"),
    "document": ("证件号码", "身份证号", "身份证号码"),
    "name": ("姓名",),
    "phone": ("电话", "手机号", "手机号码", "联系电话"),
    "compartment": ("车厢", "舱室", "carriage", "cabin"),
    "seat": ("座位", "座位号"),
    "crew": ("乘务人员", "工作人员", "staff"),
}
"""Our name of each column, and the headings it is known by."""

KIND_WORDS: Final[Mapping[str, SharedPlace]] = {
    **{kind.value: kind for kind in SharedPlace},
    **VEHICLES,
    "房间": SharedPlace.ROOM,
    "病区": SharedPlace.WARD,
    "病房": SharedPlace.WARD,
    "班级": SharedPlace.CLASSROOM,
    "教室": SharedPlace.CLASSROOM,
    "单位": SharedPlace.WORKPLACE,
    "包间": SharedPlace.DINING_TABLE,
    "餐桌": SharedPlace.DINING_TABLE,
    "场所": SharedPlace.VENUE,
    "电梯": SharedPlace.TOILET_OR_LIFT,
    "卫生间": SharedPlace.TOILET_OR_LIFT,
    "网格单元": SharedPlace.CELL,
    "不详": SharedPlace.UNKNOWN,
    "家庭": SharedPlace.HOUSEHOLD,
    "工作单位": SharedPlace.WORKPLACE,
    "餐桌或包间": SharedPlace.DINING_TABLE,
    "公共场所": SharedPlace.VENUE,
    "卫生间或电梯": SharedPlace.TOILET_OR_LIFT,
    "飞机": SharedPlace.PLANE,
    "全封闭空调列车": SharedPlace.SEALED_TRAIN,
    "普通列车": SharedPlace.OPEN_TRAIN,
    "全密封空调客车": SharedPlace.SEALED_COACH,
    "通风普通客车": SharedPlace.VENTILATED_BUS,
    "轮船": SharedPlace.SHIP,
    "网格单元（800 米）": SharedPlace.CELL,
    "取水点": SharedPlace.WATER_POINT,
    "葬礼": SharedPlace.FUNERAL,
}
"""How may a kind of place be written in a file? As pages call it in Chinese, and in shorter words (a test compares)."""

JOURNEYS: Final = frozenset(VEHICLES.values())
"""Kinds of place that depart: the same number on another day is another journey, with other seats."""
YEARS: Final = range(2000, 2101)
"""Years in which a stay may be; a bound of our own that catches what is mistyped."""

LOADED: Final = tuple(kind for kind in SharedPlace if kind not in {SharedPlace.UNKNOWN, SharedPlace.HOUSEHOLD})
"""Kinds of place whose stays are loaded: who lives together is known from the register."""

_TRUE, _FALSE = {"1", "true", "yes", "y", "是"}, {"", "0", "false", "no", "n", "否"}
_DOCUMENT = re.compile(r"[A-Z0-9]{5,20}")
_PHONE = re.compile(r"\d{7,15}")
_MOMENT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2})(:.*)?)?")


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which terms are the rows of one load taken?

    `kind`: what a place is where the row does not say. `presumed`: how long a stay without an end is taken to be. `kept_from`: the first
    local day that is kept. `has_order`: the load rests on an order with an end date, which location cells need.
    """

    kind: SharedPlace | None
    presumed: timedelta
    now: datetime
    zone: tzinfo
    kept_from: date
    has_order: bool


@dataclass(frozen=True, slots=True)
class StayRow:
    """One stay as a file says it; who it was is as written, not yet looked up. `seat_row` None: not known.

    `journey_on`: the local day on which a vehicle departed, None at places that stay where they are.
    """

    place: str
    kind: SharedPlace
    area: str
    begins: datetime
    ends: datetime
    is_presumed: bool
    code: str
    document: str
    name: str
    phone: str
    compartment: str
    seat_row: int | None
    is_crew: bool
    journey_on: date | None = None


@dataclass(slots=True)
class _Reader:
    """One row being read; everything that is wrong with it is told at once."""

    said: Mapping[str, str]
    terms: Terms
    faults: list[RowFault] = field(default_factory=list)

    def check(self, is_wrong: bool, fault: RowFault) -> None:
        """Keep this fault if it is one."""
        if is_wrong:
            self.faults.append(fault)

    def kind(self) -> SharedPlace:
        """What kind of place is it?"""
        written = self.said.get("kind", "").lower()
        found = KIND_WORDS.get(written) if written else self.terms.kind
        self.check(found in {None, SharedPlace.UNKNOWN}, RowFault.KIND)
        self.check(found is SharedPlace.HOUSEHOLD, RowFault.NOT_LOADED)
        self.check(found is SharedPlace.CELL and not self.terms.has_order, RowFault.ORDER)
        return found or SharedPlace.UNKNOWN

    def moment(self, column: str, fault: RowFault) -> datetime | None:
        """Which moment stands here, in the local zone? Without a zone it is local."""
        written, zone = self.said.get(column, ""), self.terms.zone
        try:
            read = datetime.fromisoformat(plain_moment(written)) if written else None
            found = None if read is None else (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(zone)
        except (ValueError, OverflowError):
            self.check(True, fault)
            return None
        self.check(found is not None and found.year not in YEARS, fault)
        return found if found is None or found.year in YEARS else None

    def times(self) -> tuple[datetime, datetime]:
        """From when until when? A stay whose end nobody wrote is as long as is presumed, and no stay lasts beyond now."""
        begins = self.moment("from", RowFault.FROM)
        self.check(begins is None and RowFault.FROM not in self.faults, RowFault.FROM)
        ends = self.moment("until", RowFault.UNTIL)
        if begins is None:
            return self.terms.now.astimezone(self.terms.zone), self.terms.now
        self.check(begins >= self.terms.now, RowFault.FUTURE)
        self.check(begins.date() < self.terms.kept_from, RowFault.TOO_OLD)
        ends = begins + self.terms.presumed if ends is None else ends
        self.check(ends <= begins, RowFault.REVERSED)
        return begins, min(ends, self.terms.now)

    def journey(self, kind: SharedPlace, begins: datetime) -> date | None:
        """On which local day did the vehicle depart? As written; without that it is taken to be the day of the beginning."""
        if kind not in JOURNEYS:
            return None
        departed = self.moment("departed", RowFault.DEPARTED)
        self.check(departed is not None and departed.date() > begins.date(), RowFault.DEPARTED)
        return (departed or begins).date()

    def seat(self) -> tuple[str, int | None]:
        """Which compartment and row?"""
        given, written = self.said.get("compartment", ""), self.said.get("seat", "")
        found = read_seat(written, compartment=given)
        self.check(found is None, RowFault.SEAT)
        return found or ("", None)

    def crew(self) -> bool:
        """Do they work there?"""
        said = self.said.get("crew", "").lower()
        self.check(said not in _TRUE | _FALSE, RowFault.CREW)
        return said in _TRUE


def columns(headings: Sequence[str]) -> dict[str, int]:
    """Which column of a file means what? Headings nobody knows are left out."""
    known = {alias: name for name, aliases in HEADINGS.items() for alias in (name, *aliases)}
    return {known[heading.strip().lower()]: index for index, heading in enumerate(headings) if heading.strip().lower() in known}


def missing(found: Mapping[str, int]) -> tuple[str, ...]:
    """Which columns that a list of stays must have are not there?"""
    absent = [name for name in ("place", "from") if name not in found]
    return (*absent, *(() if {"code", "document", "phone"} & found.keys() else ("document",)))


def read_row(cells: Sequence[str], found: Mapping[str, int], terms: Terms) -> tuple[StayRow, tuple[RowFault, ...]]:
    """Which stay is in this row, and what is wrong with it? A row with faults is not to be used."""
    reader = _Reader({name: cells[index].strip() if index < len(cells) else "" for name, index in found.items()}, terms)
    said = reader.said
    document, phone = plain_number(said.get("document", "")), plain_phone(said.get("phone", ""))
    reader.check(not said.get("place"), RowFault.PLACE)
    reader.check(not (said.get("code") or document or phone), RowFault.PERSON)
    reader.check(bool(document) and not _DOCUMENT.fullmatch(document), RowFault.DOCUMENT)
    reader.check(bool(phone) and not _PHONE.fullmatch(phone), RowFault.PHONE)
    kind, (begins, ends), (compartment, seat_row) = reader.kind(), reader.times(), reader.seat()
    row = StayRow(
        place=said.get("place", "")[:120],
        kind=kind,
        area=said.get("area", ""),
        begins=begins,
        ends=ends,
        is_presumed=not said.get("until"),
        code=said.get("code", ""),
        document=document,
        name=said.get("name", "")[:60],
        phone=phone,
        compartment=compartment[:20],
        seat_row=seat_row if seat_row is None or seat_row < 2**15 else None,
        is_crew=reader.crew(),
        journey_on=reader.journey(kind, begins),
    )
    return row, tuple(dict.fromkeys(reader.faults))


def plain_number(typed: str) -> str:
    """How is a document number compared? Full-width characters folded, spaces and hyphens dropped, capitals."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", typed)).upper()


def plain_phone(typed: str) -> str:
    """How is a phone number compared? Folded, with the country code and separators dropped."""
    text = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", typed))
    return text.removeprefix("+86").removeprefix("0086")


def plain_moment(typed: str) -> str:
    """How is a moment written that ISO 8601 reads? Slashes become hyphens, and one digit for a month, a day or an hour becomes two.

    >>> plain_moment("2021/11/7 9:05")
    '2021-11-07 09:05'
    """
    text = typed.replace("/", "-")
    loose = _MOMENT.fullmatch(text)
    if loose is None:
        return text
    year, month, day, hour, rest = loose.groups(default="")
    return f"{year}-{month:0>2}-{day:0>2}" + (f" {hour:0>2}{rest}" if hour else "")


def journey_key(name: str, day: date) -> str:
    """By what is one journey of a vehicle found: its number, and the local day on which it departed?

    >>> journey_key("G 123", date(2021, 11, 7))
    'g123@2021-11-07'
    """
    return f"{place_key(name)[:109]}@{day.isoformat()}"


def place_key(name: str) -> str:
    """By what do two ways of writing the name of a place count as the same? Letters and digits only, folded.

    >>> place_key("农贸市场 (合成)") == place_key("农贸市场（合成）")
    True
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())[:120]


def kept_from(today: date, days: int) -> date:
    """Which is the first local day whose stays are kept today? Stays of `days` whole days before today are, those before are deleted.

    >>> kept_from(date(2022, 8, 15), 14)
    datetime.date(2022, 8, 1)
    """
    return today - timedelta(days=days)
