"""Chains: how many one case infects and how unevenly, how soon, and where many were infected, by the links that people judged."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from epiworks.epi.families import Family
from outpace.analysis import api
from outpace.analysis.data import Between, ChainsFound, IntervalFound, OffspringFound, PlaceFound, PlacesFound, Tally
from outpace.analysis.web import words
from outpace.analysis.web.frame import page_context, window
from outpace.casework import api as casework
from outpace.kernel import places
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.ui.charts import Bin, Histogram, Tone, histogram
from outpace.ui.htmx import render_page
from outpace.ui.text import DASH, colon_text, number_text, percent_text

FAMILIES: Mapping[Family, str | Promise] = {
    Family.GAMMA: pgettext_lazy("law", "gamma"),
    Family.LOG_NORMAL: pgettext_lazy("law", "log-normal"),
    Family.WEIBULL: pgettext_lazy("law", "Weibull"),
    Family.NORMAL: pgettext_lazy("law", "normal"),
}
UNEVEN, EVEN = 0.8, 0.5
"""From which share of the infections by a fifth of the cases on is it called very uneven, and below which hardly uneven."""


@require_safe
def chains(request: HttpRequest, area_id: int) -> HttpResponse:
    """How many does one case infect here, how unevenly, and where?"""
    actor = actor_of(request)
    area = api.area_for(actor, area_id)
    ask, form = window(request, area)
    answer = api.chains(actor, ask)
    found = answer.found
    fit = found.sure
    where = api.infection_places(actor, ask, answer) if actor.may(Permission.CASE_READ, area.path) else None
    context = {
        **page_context(request, actor, area_id, page="chains", frame=answer.frame, form=form),
        "found": found,
        "source": words.source_text(found.borrowed),
        "said": said(found),
        "sure": sure(found),
        "look": Tone.INFO if fit is None else Tone.WARN if fit.top >= UNEVEN else Tone.NEUTRAL,
        "facts": facts(found),
        "chart": tally_chart(fit) if fit is not None else None,
        "expected": expected_texts(found),
        "no_fit": words.LACKS[found.no_fit],
        "links": link_facts(found),
        "interval": interval_facts(found.interval) if found.interval is not None else [],
        "no_interval": words.LACKS[found.no_interval],
        "where": where,
        "places": place_rows(where),
        "elsewhere": elsewhere(where),
    }
    return render_page(request, "analysis/chains.html", "analysis/chains_body.html", context=context)


def said(found: ChainsFound) -> str:
    """What do the links say, in one sentence?"""
    fit = found.sure
    if fit is None:
        return gettext("How many one case infects, and how unevenly, cannot be said from the links judged here.")
    named = {"mean": number_text(fit.reproduction.best, decimals=1), "top": percent_text(fit.top, decimals=0)}
    if fit.top >= UNEVEN:
        text = gettext("By judged links one case infected %(mean)s others in the mean, very unevenly: a fifth of the cases made %(top)s.")
    elif fit.top >= EVEN:
        text = gettext("By judged links one case infected %(mean)s others in the mean, unevenly: a fifth of the cases made %(top)s.")
    else:
        text = gettext("By judged links one case infected %(mean)s others in the mean, hardly unevenly: a fifth of the cases made %(top)s.")
    return text % named


def sure(found: ChainsFound) -> str:
    """How sure is that, and what does it rest on?"""
    fit = found.sure
    if fit is None:
        return str(words.LACKS[found.no_fit])
    named = {
        "r": between_text(fit.reproduction, decimals=2),
        "k": between_text(fit.dispersion, decimals=2),
        "cases": number_text(found.counted),
        "links": number_text(fit.infections),
    }
    text = gettext("95 %% sure: R %(r)s, k %(k)s, from %(links)s certain or likely links among %(cases)s cases.") % named
    return f"{text} {words.small()}" if fit.small else text


def between_text(found: Between, *, decimals: int) -> str:
    """Between which values may it lie?"""
    low, high = (pgettext("value", "any") if value is None else number_text(value, decimals=decimals) for value in (found.low, found.high))
    return gettext("%(low)s to %(high)s") % {"low": low, "high": high}


def value_text(found: Between, *, decimals: int) -> str:
    """Which value, and between which others may it lie?"""
    best = pgettext("k", "no more uneven than chance") if found.best is None else number_text(found.best, decimals=decimals)
    return f"{best} ({between_text(found, decimals=decimals)})"


def facts(found: ChainsFound) -> list[tuple[str, str]]:
    """R, k and what follows from them."""
    fit = found.sure
    if fit is None:
        return []
    rows = [
        (gettext("R: infected by one case, in the mean"), value_text(fit.reproduction, decimals=2)),
        (gettext("k: the smaller, the more unevenly"), value_text(fit.dispersion, decimals=2)),
        (gettext("Infections made by the most infecting fifth"), percent_text(fit.top, decimals=0)),
        (gettext("Cases that infect nobody, by the law"), percent_text(fit.nobody, decimals=0)),
    ]
    if fit.if_all is not None and (found.without or found.possible_only):
        rows.append((gettext("R if every local case had such a source"), number_text(fit.if_all, decimals=2)))
    if found.all_links is not None and found.possible_only:
        rows.append((gettext("R with possible links, too"), value_text(found.all_links.reproduction, decimals=2)))
        rows.append((gettext("k with possible links, too"), value_text(found.all_links.dispersion, decimals=2)))
    return rows


def link_facts(found: ChainsFound) -> list[tuple[str, str]]:
    """What the links are, and what is left out."""
    return [
        (gettext("Cases that fell ill in the window"), number_text(found.total)),
        (gettext("Local cases with a certain or likely source"), number_text(found.linked)),
        (gettext("With a possible source only"), number_text(found.possible_only)),
        (gettext("Without a known source"), number_text(found.without)),
        (gettext("Infected elsewhere"), number_text(found.away)),
        (gettext("With several equally sure sources"), number_text(found.shared)),
        (gettext("Too recent to count as a source"), number_text(found.too_recent)),
    ]


def interval_facts(found: IntervalFound) -> list[tuple[str, str]]:
    """The serial interval of this outbreak's own pairs."""
    return [
        (gettext("Mean, in days"), value_text(found.mean, decimals=1)),
        (gettext("Standard deviation, in days"), value_text(found.sd, decimals=1)),
        (gettext("Law that fits best"), str(FAMILIES[found.family])),
        (gettext("Pairs with both days of onset and one source"), number_text(found.pairs)),
        (gettext("Of these, ill before their source"), number_text(found.negative)),
        *([(gettext("Left out: this law cannot have them"), number_text(found.unused))] if found.unused else []),
    ]


def tally_text(row: Tally) -> str:
    """Which numbers of infected people does this column stand for?"""
    if row.until is None:
        return gettext("%(number)s or more") % {"number": number_text(row.infected)}
    return number_text(row.infected) if row.until == row.infected else f"{number_text(row.infected)}–{number_text(row.until)}"


def expected_texts(found: ChainsFound) -> list[str]:
    """How many cases would infect so many by the law?"""
    rows = () if found.sure is None else found.sure.tallies
    return [f"{tally_text(row)}{colon_text()}{number_text(row.expected, decimals=1)}" for row in rows]


def tally_chart(fit: OffspringFound) -> Histogram:
    """How many cases infected nobody, one, two ...?"""
    bins = [Bin(tally_text(row), round(row.cases), Tone.INFO if row.infected else Tone.NEUTRAL) for row in fit.tallies]
    return histogram(bins, caption=gettext("Cases by how many they infected"), unit=_("Cases"), key=_("Infected by one case"))


def place_rows(found: PlacesFound | None) -> list[tuple[str, str, PlaceFound, str, str, bool]]:
    """Each place: its name, its area and kind, the figures, the chance in words, whether it stands out; none for who may not see."""
    if found is None:
        return []
    named = places.names({row.place.area_path for row in found.rows})
    rows = []
    for row in found.rows:
        area = named.get(row.place.area_path, "")
        where = " · ".join(filter(None, (area, casework.place_kind_text(row.place.kind))))
        stands_out = row.expected is not None and row.chance is not None and row.expected < 1 and row.chance < 0.05
        rows.append((row.place.name, where, row, infected_text(row.infected), chance_text(row), stands_out))
    return rows


def infected_text(value: float) -> str:
    """How many were infected there: whole where links and places are sure, with one decimal where not?"""
    return number_text(value, decimals=0 if abs(value - round(value)) < 0.05 else 1)


def chance_text(row: PlaceFound) -> str:
    """How likely is so much by the law, in words?"""
    if row.chance is None:
        return DASH
    if row.chance < 0.001:
        return gettext("less than 0.1 %")
    return percent_text(row.chance, decimals=1)


def elsewhere(found: PlacesFound | None) -> list[tuple[str, str]]:
    """Those who were infected at no named place."""
    if found is None:
        return []
    return [
        (gettext("Cases with a source"), number_text(found.linked)),
        (gettext("Infected at home"), infected_text(found.at_home)),
        (gettext("Nobody knows where"), infected_text(found.unknown)),
    ]
