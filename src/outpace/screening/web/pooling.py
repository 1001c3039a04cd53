"""How many people to a tube? What each pool size finds with the tests there are, for whoever plans a pass. Aggregates only."""

import re
from collections.abc import Mapping

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from epiworks.epi.pooled import PoolChoice
from epiworks.units import PersonCount, Probability, TubeCount
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.screening import api
from outpace.screening.data import PassInfo
from outpace.screening.rules.pooling import CTS, CUTOFF, MOST_CTS, NAMED_CTS, USUAL_PER_100K, Gene, People, PoolAnswer, PoolRow
from outpace.screening.web.round_words import pass_name
from outpace.ui.charts import Bin, Histogram, Tone, histogram
from outpace.ui.htmx import render_page
from outpace.ui.text import number_text, percent_text

NUMBER = re.compile(r"\d+(?:\.\d+)?")
BETWEEN = re.compile(r"[,，、;；\s]+")
MOST_NAMED = 20


class PoolForm(forms.Form):
    """What is to be tested, and with what; nothing of it is kept."""

    people = forms.IntegerField(label=_("People to test"), min_value=1, max_value=100_000_000)
    tests = forms.IntegerField(
        label=_("Tests there are, re-tests included"),
        min_value=1,
        max_value=100_000_000,
        help_text=_("Laboratories' real speed, in the guide's hours."),
    )
    per_100k = forms.FloatField(
        label=_("Infected among 100,000"), min_value=0.01, max_value=50_000, help_text=_("A judgement: try several.")
    )
    cutoff = forms.FloatField(label=_("Positive below a Ct of"), min_value=25, max_value=45)
    gene = forms.ChoiceField(label=_("Gene the laboratory goes by"), choices=[(Gene.ORF1AB.value, "ORF1ab"), (Gene.N.value, "N")])
    like = forms.ChoiceField(
        label=_("Ct values like those of"),
        choices=[
            (People.SCREENED.value, pgettext_lazy("Ct values of", "people tested day after day")),
            (People.ILL.value, pgettext_lazy("Ct values of", "people who came to be tested")),
        ],
    )
    own = forms.CharField(
        label=_("Or Ct values of your own positives"),
        required=False,
        max_length=4_000,
        help_text=_("Numbers only, tested alone, a comma or space between them; they are worked with and not kept."),
    )

    def clean_own(self) -> tuple[float, ...]:
        """The values typed, at most MOST_CTS of them; a word that is no number is refused by name."""
        words = [word for word in BETWEEN.split(self.cleaned_data["own"]) if word]
        for word in words:
            if not NUMBER.fullmatch(word):
                raise forms.ValidationError(gettext("This is no Ct value: %(word)s") % {"word": word[:MOST_NAMED]})
        return tuple(float(word) for word in words[:MOST_CTS])

    def asked(self) -> api.PoolAsked:
        """What is asked?"""
        given = self.cleaned_data
        cts = given["own"] or CTS[People(given["like"])]
        return api.PoolAsked(
            Probability(given["per_100k"] / 100_000),
            cts,
            given["cutoff"],
            Gene(given["gene"]),
            people=PersonCount(given["people"]),
            tests=TubeCount(given["tests"]),
        )


@require_safe
def pools(request: HttpRequest, pass_id: int) -> HttpResponse:
    """Which pool size finds the most positives in this pass?"""
    actor = actor_of(request)
    info = api.get_pass(actor, pass_id)
    actor.require(Permission.SCREENING_PLAN, info.area_path)
    form = PoolForm(_asked(actor, info, {name: request.GET[name] for name in PoolForm.base_fields if request.GET.get(name)}))
    answer = _answer(actor, form, info) if not info.is_single and form.is_valid() else None
    context = {
        "info": info,
        "pass_name": pass_name(info),
        "form": form,
        "answer": answer,
        "said": _said(info, answer),
        "sure": sure(answer) if answer is not None else "",
        "read": _read(form) if answer is not None else "",
        "chart": chart(answer) if answer is not None else None,
        "cts": [number_text(ct) for ct in NAMED_CTS],
        "rows": _rows(answer) if answer is not None else [],
    }
    return render_page(request, "screening/round/pooling.html", "screening/round/pooling.html", context=context)


def _rows(answer: PoolAnswer) -> list[tuple[PoolRow, list[str], list[str]]]:
    """Each size with its figures, and with how surely a positive of each Ct is still found."""
    return [(row, figures(row.choice), [percent_text(share, decimals=0) for share in row.found_at]) for row in answer.rows]


def _asked(actor: Actor, info: PassInfo, typed: Mapping[str, str]) -> Mapping[str, object]:
    """What stands in the form: what was typed, else who is due and what the laboratories do in the guide's time, counted where needed."""
    usual: dict[str, object] = {
        "per_100k": USUAL_PER_100K,
        "cutoff": CUTOFF,
        "gene": Gene.ORF1AB.value,
        "like": People.SCREENED.value,
    }
    if not info.is_single and not {"people", "tests"} <= typed.keys():
        usual["people"], usual["tests"] = api.pool_usual(actor, info)
    return {**usual, **typed}


def _read(form: PoolForm) -> str:
    """How many values of one's own were read?"""
    count = len(form.cleaned_data["own"])
    return (
        ngettext("%(count)s Ct value was read.", "%(count)s Ct values were read.", count) % {"count": number_text(count)} if count else ""
    )


def _said(info: PassInfo, answer: PoolAnswer | None) -> str:
    if info.is_single:
        return gettext("Re-tests and tests ordered for named people are single: each in a tube of their own.")
    return said(answer) if answer is not None else gettext("Nothing can be said of these numbers.")


def _answer(actor: Actor, form: PoolForm, info: PassInfo) -> PoolAnswer | None:
    try:
        return api.pool_advice(actor, info, form.asked()).answer
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal.message))
        return None


def said(answer: PoolAnswer) -> str:
    """Which size finds the most, in one sentence?"""
    best = answer.best
    named = {"pool": number_text(best.pool), "found": number_text(best.found), "infected": number_text(answer.infected)}
    if best.pool == 1:
        return gettext("Each alone finds the most: about %(found)s of %(infected)s infected.") % named
    if answer.is_bound:
        text = gettext(
            "Of the sizes that the testing guide allows, %(pool)s to a tube find the most: about %(found)s of %(infected)s infected."
        )
        return text % named
    return gettext("%(pool)s to a tube find the most: about %(found)s of %(infected)s infected.") % named


def sure(answer: PoolAnswer) -> str:
    """How sure is that size?"""
    low, high = answer.between
    if answer.enough:
        return gettext("There are tests enough to test everybody alone, which finds more than any pool.")
    if low == high:
        return gettext("The same size is best over the whole range of what pooling may cost.")
    named = {"low": number_text(low), "high": number_text(high)}
    return gettext("Between %(low)s and %(high)s are best, depending on what pooling costs in this laboratory.") % named


def figures(choice: PoolChoice) -> list[str]:
    """Sensitivity, people sampled, positives found, tests spent on re-tests."""
    return [
        percent_text(choice.sensitivity, decimals=0),
        number_text(choice.people),
        number_text(choice.found),
        number_text(choice.retests),
    ]


def chart(answer: PoolAnswer) -> Histogram:
    """How many does each size find?"""
    bins = [Bin(number_text(row.choice.pool), round(row.choice.found), Tone.OK if row.is_best else Tone.INFO) for row in answer.rows]
    return histogram(
        bins, caption=gettext("Positives found, by people to a tube"), unit=gettext("Positives found"), key=gettext("People to a tube")
    )
