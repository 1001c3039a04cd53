"""The source finder: from whom may a case have its infection, ranked with reasons; a person judges."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from outpace.analysis import api
from outpace.analysis.data import PossibleSource, SourcesFound
from outpace.analysis.web import words
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.ui.htmx import render_page
from outpace.ui.text import listed_text, number_text, percent_text

CLEAR, LEAST = 0.5, 0.005


@require_safe
def sources(request: HttpRequest, case_id: int) -> HttpResponse:
    """From whom may this case have its infection?"""
    actor = actor_of(request)
    found = api.possible_sources(actor, case_id)
    context = {
        "case_id": case_id,
        "found": found,
        "source": words.source_text(found.interval),
        "said": said(found),
        "rows": [(row, percent_text(row.chance, decimals=0), reasons(row)) for row in found.rows],
        "others": percent_text(found.others, decimals=0) if found.others and found.others >= LEAST else "",
        "outside": percent_text(found.outside, decimals=0),
        "judge_url": reverse("casework:sources", args=[case_id]) if actor.holds(Permission.CASE_JUDGE) else "",
        "packs": listed_text(found.packs),
    }
    return render_page(request, "analysis/sources.html", "analysis/sources_body.html", context=context)


def said(found: SourcesFound) -> str:
    """What does the ranking say, in one sentence?"""
    if found.lack or found.outside is None:
        return str(words.LACKS[found.lack])
    best = found.rows[0] if found.rows else None
    if best is None or found.outside >= max(best.chance, CLEAR):
        return gettext("Most likely none of the cases known here: look outside, or for a case nobody has found.")
    if best.chance >= CLEAR:
        return gettext("Most likely case %(number)s (%(chance)s).") % {
            "number": best.case_id,
            "chance": percent_text(best.chance, decimals=0),
        }
    return gettext("Several cases are nearly as likely: nobody stands out.")


def reasons(row: PossibleSource) -> str:
    """What speaks for and against this one?"""
    days = abs(row.gap)
    if row.gap >= 0:
        text = ngettext("fell ill %(days)s day before", "fell ill %(days)s days before", days)
    else:
        text = ngettext("fell ill %(days)s day after", "fell ill %(days)s days after", days)
    parts = [text % {"days": number_text(days)}]
    parts.append(gettext("a contact is recorded") if row.exposed else gettext("no contact is recorded"))
    if row.judged is not None:
        parts.append(gettext("judged: %(doubt)s") % {"doubt": str(row.judged.label)})
    return " · ".join(parts)
