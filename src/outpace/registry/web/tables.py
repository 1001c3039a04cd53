"""The registry's lists, declared once for page, fragment and CSV."""

from collections.abc import Callable

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outpace.registry.choices import LoadState, Presence
from outpace.registry.data import AreaNode, AreaRow, LoadView, RosterEntry, StationRow
from outpace.registry.web.words import TONES, area_name, kind_name, named, presence_name, sex_name, station_kind, station_name
from outpace.ui.tables import Column, Kind, Table
from outpace.ui.text import number_text


def _count(name: str, label: str | Promise, value: Callable[[AreaRow], int], *, on_phone: bool = True) -> Column[AreaRow]:
    return Column(name, label, cell=lambda row: number_text(value(row)), plain=value, kind=Kind.NUMBER, on_phone=on_phone)


AREAS: Table[AreaRow] = Table(
    id="areas",
    caption=_("Areas"),
    empty_title=_("Nothing lies below"),
    empty_text=_("No area has been added here yet. The system administrator loads them from a file, or adds them here one by one."),
    icon="map-2",
    has_csv=True,
    columns=(
        Column("name", _("Area"), cell=lambda row: area_name(row.node), link=lambda row: reverse("registry:area", args=[row.node.id])),
        Column("kind", _("Kind"), cell=lambda row: kind_name(row.node)),
        Column("code", _("Code"), cell=lambda row: row.node.code, kind=Kind.CODE, on_phone=False),
        _count("residents", _("Residents"), lambda row: row.counts.residents),
        _count("present", _("Present"), lambda row: row.counts.present),
        _count("away", _("Away"), lambda row: row.counts.away, on_phone=False),
        _count("households", _("Households"), lambda row: row.counts.households, on_phone=False),
        _count("grids", _("Grids"), lambda row: row.counts.grids, on_phone=False),
    ),
)

FOUND: Table[AreaNode] = Table(
    id="found",
    caption=_("Areas found"),
    empty_title=_("No area found"),
    empty_text=_("Search by the beginning of a code or name; old names work too."),
    icon="search",
    columns=(
        Column("name", _("Area"), cell=area_name, link=lambda node: reverse("registry:area", args=[node.id])),
        Column("kind", _("Kind"), cell=kind_name),
        Column("code", _("Code"), cell=lambda node: node.code, kind=Kind.CODE),
    ),
)


def _presence(row: RosterEntry) -> str:
    return render_to_string("ui/partials/status.html", {"label": presence_name(row.presence), "tone": TONES[Presence(row.presence)]})


ROSTER: Table[RosterEntry] = Table(
    id="roster",
    caption=_("Residents"),
    empty_title=_("Nobody here"),
    empty_text=_("No resident that you may see is registered here."),
    icon="users",
    columns=(
        Column("name", _("Name"), cell=lambda row: row.name, link=lambda row: reverse("registry:person", args=[row.id])),
        Column("household", _("Household"), cell=lambda row: row.household, kind=Kind.CODE),
        Column("sex", _("Sex"), cell=lambda row: sex_name(row.sex), on_phone=False),
        Column("birth_year", _("Born"), cell=lambda row: row.birth_year or "", kind=Kind.CODE),
        Column("document", _("Document"), cell=lambda row: row.document, kind=Kind.CODE, on_phone=False),
        Column("phone", _("Phone"), cell=lambda row: row.phone, kind=Kind.CODE),
        Column("presence", _("Presence"), cell=_presence, plain=lambda row: presence_name(row.presence), kind=Kind.STATUS),
    ),
)

STATIONS: Table[StationRow] = Table(
    id="stations",
    caption=_("Stations"),
    empty_title=_("No station"),
    empty_text=_("No station that you may see matches. Open an area and choose “Add a station”."),
    icon="map-pin",
    has_csv=True,
    columns=(
        Column("name", _("Station"), cell=station_name, link=lambda row: reverse("registry:station", args=[row.id])),
        Column("code", _("Code"), cell=lambda row: row.code, kind=Kind.CODE, on_phone=False),
        Column("kind", _("Kind"), cell=station_kind),
        Column(
            "area",
            _("Area"),
            cell=lambda row: named(row.area_name, row.area_name_en),
            link=lambda row: reverse("registry:area", args=[row.area_id]),
        ),
        Column("head", _("Head"), cell=lambda row: row.head_name or _("Nobody answers for it")),
        Column(
            "capacity",
            _("Nominal capacity per day"),
            cell=lambda row: number_text(row.nominal_per_day),
            plain=lambda row: row.nominal_per_day or "",
            kind=Kind.NUMBER,
            on_phone=False,
        ),
    ),
)


def _rows(name: str, label: str | Promise, value: Callable[[LoadView], int]) -> Column[LoadView]:
    return Column(name, label, cell=lambda row: number_text(value(row)), plain=value, kind=Kind.NUMBER)


LOADS: Table[LoadView] = Table(
    id="loads",
    caption=_("Lists of people"),
    empty_title=_("No list was sent yet"),
    empty_text=_("Open an area and choose “Load a list of people”."),
    icon="file-import",
    columns=(
        Column("file", _("File"), cell=lambda row: row.file_name, link=lambda row: reverse("registry:load", args=[row.id])),
        Column("area", _("Area"), cell=lambda row: named(row.area_name, row.area_name_en)),
        Column("state", _("State"), cell=lambda row: LoadState(row.state).label),
        _rows("rows", _("Rows"), lambda row: row.rows),
        _rows("added", _("Added"), lambda row: row.added),
        _rows("rejected", _("To mend"), lambda row: row.rejected),
        Column("by", _("By"), cell=lambda row: row.by_name, on_phone=False),
    ),
)
