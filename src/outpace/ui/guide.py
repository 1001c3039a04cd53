"""What does every component look like? Made-up figures of a county, for the style guide and for looking before shipping."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from outpace.kernel.paging import Page
from outpace.ui import charts
from outpace.ui.charts import Tone
from outpace.ui.icons import drawings
from outpace.ui.labels import LAYOUTS, Label, LabelKind, Sheet, label_sheets
from outpace.ui.progress import ProgressView
from outpace.ui.tables import Column, Kind, Table, show, sort_of
from outpace.ui.text import number_text, percent_text

__all__ = ["GuideForm", "guide_context", "guide_job", "guide_sheets"]

TOWNS = (
    ("城关镇", 51240, 50980), ("江洛镇", 22310, 20870), ("伏家镇", 20180, 20180), ("泥阳镇", 16920, 15410), ("银杏树镇", 13280, 11230),
    ("水阳镇", 12060, 11940), ("柳林镇", 11470, 10240), ("栗川镇", 10840, 6310), ("嘉陵镇", 8520, 3980), ("永宁镇", 7310, 6020),
    ("麻沿河镇", 5280, 5110), ("高桥镇", 4170, 1240), ("大河店镇", 3120, 2890), ("榆树乡", 2010, 0), ("虞关乡", 1178, 870),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TownRow:
    """One row of the sample list."""

    name: str
    due: int
    done: int


TOWN_TABLE: Table[TownRow] = Table(
    id="towns",
    caption=_("Coverage by township"),
    empty_title=_("No township yet"),
    has_csv=True,
    columns=(
        Column("name", _("Area"), cell=lambda row: row.name, link=lambda row: "#" + row.name, sort="name"),
        Column("due", pgettext_lazy("coverage", "Due"), cell=lambda row: number_text(row.due), kind=Kind.NUMBER, sort="due"),
        Column("done", pgettext_lazy("coverage", "Done"), cell=lambda row: number_text(row.done), kind=Kind.NUMBER, on_phone=False),
        Column("missing", pgettext_lazy("coverage", "Missing"), cell=lambda row: number_text(row.due - row.done), kind=Kind.NUMBER),
        Column("share", pgettext_lazy("coverage", "Coverage"), cell=lambda row: percent_text(row.done / row.due), kind=Kind.NUMBER),
    ),
)


class GuideForm(forms.Form):
    """A form with every kind of field, one of them refused."""

    name = forms.CharField(label=_("Name of the site"), help_text=_("As it is written above the door."))
    tables = forms.IntegerField(label=_("Sampling tables"), min_value=1, max_value=40)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("fixed", _("Fixed site")), ("mobile", _("Mobile site")), ("home", _("Home visits"))]
    )
    note = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    lane = forms.BooleanField(label=_("Priority lane for the old and the pregnant"), required=False)


def guide_context(request: HttpRequest, now: datetime) -> dict[str, object]:
    """What does the style guide show at this moment?"""
    page = Page(items=tuple(TownRow(*town) for town in TOWNS[:8]), next_cursor="bmV4dA")
    sort = sort_of(request, TOWN_TABLE, default="-due")
    return {
        "table": show(request, TOWN_TABLE, page, sort=sort),
        "empty_table": show(request, replace(TOWN_TABLE, id="no-towns", has_csv=False), Page(items=(), next_cursor=None)),
        "form": GuideForm(data={"tables": "0", "kind": "fixed"}),
        "job": guide_job(now),
        "facts": ((_("Code"), "HX-0211-0007314"), (_("Pool"), "10 / 10"), (_("Sealed"), _("by the site head"))),
        "icons": sorted(drawings()),
        "tones": tuple(Tone),
        **{name: build(now) for name, build in _CHARTS.items()},
    }


def guide_job(now: datetime) -> ProgressView:
    """How does a job look that is further along every second?"""
    url = reverse("ui:guide_job")
    done = now.second * 1000 + 40_000
    return ProgressView(title=gettext("Results of lab 3"), state="running", done=done, total=100_000, url=url, cancel_url=url)


def guide_sheets(kind: LabelKind) -> tuple[Sheet, ...]:
    """Which labels fill one sheet of this kind?"""
    words: dict[LabelKind, tuple[str, tuple[str, ...]]] = {
        LabelKind.TUBE: ("", ("1:10",)),
        LabelKind.BOX: (gettext("Box 31"), (gettext("Site 012"), "城关镇")),
        LabelKind.PERSON: ("张*", ("620***********1234", "城关镇")),
    }
    title, lines = words[kind]
    codes = (f"HX-0211-{number:07d}" for number in range(1, LAYOUTS[kind].per_sheet + 1))
    return label_sheets([Label(code, title, lines) for code in codes], kind)


def _treemap(_now: datetime) -> charts.Treemap:
    cells = [charts.Cell(name, due, done, url="#" + name) for name, due, done in TOWNS]
    return charts.treemap(cells, name="towns-map", caption=_("Coverage by township"))


def _funnel(_now: datetime) -> charts.Funnel:
    oldest = gettext("oldest %(age)s, with %(holder)s") % {"age": "5 h", "holder": gettext("the county laboratory")}
    stages = (
        charts.Stage(_("Sampled"), 167270),
        charts.Stage(_("Handed over"), 163940, 3330, "", tone=Tone.INFO),
        charts.Stage(_("Received"), 161020, 2920, "", tone=Tone.INFO),
        charts.Stage(_("Tested"), 98740, 62280, oldest, url="#", waiting_url="#", tone=Tone.DANGER),
        charts.Stage(_("Uploaded"), 91360, 7380, "", tone=Tone.WARN),
        charts.Stage(_("Notified"), 91360),
    )
    return charts.funnel(stages, name="funnel", caption=_("The six stages of this pass"), unit=_("people"))


def _custody(now: datetime) -> charts.CustodyLine:
    site, courier, lab, box = gettext("Site 012"), gettext("Courier Zhao"), gettext("County laboratory"), gettext("Box 31")
    start = now - timedelta(hours=9)

    def event(title: str, hours: float, delay: float, **rest: str) -> charts.CustodyEvent:
        moment = start + timedelta(hours=hours)
        tone = Tone(rest.pop("tone", "neutral"))
        who, where = rest.pop("who"), rest.pop("where", "")
        return charts.CustodyEvent(title, who, where, moment, moment + timedelta(minutes=delay), tone=tone, **rest)

    events = (
        event(gettext("Sealed with 10 people"), 0, 0, who=site, where="城关镇", giver=site, taker=site, icon="test-pipe"),
        event(gettext("Handed over"), 1.2, 1, who=courier, where=box, giver=site, taker=courier, icon="truck-delivery"),
        event(gettext("Received"), 2.6, 95, who=lab, where=box, giver=gettext("Courier Qian"), taker=lab, icon="building-hospital"),
        event(gettext("Preliminary positive"), 8.1, 2, who=lab, tone="danger", icon="virus", note="Ct N 31.2 · ORF1ab 33.0"),
    )
    return charts.custody_line(events, caption=_("Custody of this tube"))


def _stacked(_now: datetime) -> charts.StackedBar:
    parts = ((_("Negative"), 207321, Tone.OK), (_("Preliminary positive"), 98, Tone.DANGER), (_("Pending"), 87, Tone.WARN))
    return charts.stacked_bar([charts.Segment(*part) for part in parts], caption=_("Results of this pass"))


def _histogram(_now: datetime) -> charts.Histogram:
    bins = (
        ("<2 h", 4210, Tone.OK),
        ("2–4 h", 2980, Tone.OK),
        ("4–6 h", 1640, Tone.WARN),
        ("6–12 h", 730, Tone.DANGER),
        (">12 h", 41, Tone.DANGER),
    )
    return charts.histogram([charts.Bin(*item) for item in bins], caption=_("Tubes waiting for a test, by age"), unit=_("tubes"))


def _line(now: datetime) -> charts.Line:
    values = (210, 640, 1180, 2010, 2960, 3300, 3120, 2410, 2890, 3010, 2660, 2480)
    points = [charts.Point(now - timedelta(hours=len(values) - place), value) for place, value in enumerate(values)]
    return charts.line(points, caption=_("Tubes tested per hour"), size=(220, 44), target=3300)


def _steps(now: datetime) -> charts.Line:
    points = [charts.Point(now - timedelta(hours=12 - place), value) for place, value in enumerate((2, 2, 5, 6, 6, 9, 12, 12))]
    return charts.line(points, caption=_("Open recalls"), size=(220, 44), stepped=True)


_CHARTS: dict[str, Callable[[datetime], object]] = {
    "treemap": _treemap,
    "funnel": _funnel,
    "custody": _custody,
    "stacked": _stacked,
    "histogram": _histogram,
    "line": _line,
    "steps": _steps,
}
