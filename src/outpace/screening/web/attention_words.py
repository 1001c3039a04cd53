"""What needs a human now, in words: one line each with what to know and where to act."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, ngettext

from outpace.screening.choices import Stage
from outpace.screening.rules.attention import FULL_HOURS, Attention, AttentionKind
from outpace.screening.web.links import area_link, link, named
from outpace.ui.charts import Tone
from outpace.ui.text import ago_text, duration_text, number_text


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the attention list."""

    tone: Tone
    icon: str
    title: str
    detail: str
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class Here:
    """What every line is said about: the pass, the area shown, when, and whether its reader may sign holds and read names."""

    pass_id: int
    area_id: int
    now: datetime
    may_sign: bool
    may_name: bool


def notices(items: tuple[Attention, ...], here: Here) -> list[Notice]:
    """How do these read, in their order?"""
    return [_WORDS[item.kind](item, here) for item in items]


def _pool(item: Attention, here: Here) -> Notice:
    title = ngettext("Reach %(count)s person of positive pool %(name)s", "Reach %(count)s people of positive pool %(name)s", item.count)
    return Notice(
        Tone.DANGER, "virus", _fill(title, item), _since(item, here, gettext("found")), link("pool", item.subject), gettext("Recall")
    )


def _hold(item: Attention, here: Here) -> Notice:
    title = ngettext(
        "%(count)s pool: nobody has signed the request to wait in place",
        "%(count)s pools: nobody has signed the request to wait in place",
        item.count,
    )
    action = gettext("Sign") if here.may_sign else gettext("See it")
    return Notice(Tone.DANGER, "signature", _fill(title, item), _since(item, here, gettext("first found")), link("pools"), action)


def _unbalanced(item: Attention, here: Here) -> Notice:
    title = gettext("The ledger does not balance at \u201c%(stage)s\u201d") % {"stage": item.stage.label if item.stage else ""}
    detail = gettext("More went on or ended than ever arrived; report this as a fault.")
    return Notice(Tone.DANGER, "scale", title, detail, _list("waiting", item, here), gettext("Tubes"))


def _disputed(item: Attention, here: Here) -> Notice:
    title = ngettext("Laboratories disagree about %(count)s tube", "Laboratories disagree about %(count)s tubes", item.count)
    detail = gettext("The more serious reading stands until a person corrects it.")
    return Notice(Tone.DANGER, "arrows-exchange", _fill(title, item), detail, link("disputed", here.pass_id), gettext("Compare"))


def _stuck(item: Attention, here: Here) -> Notice:
    stage = item.stage or Stage.SAMPLED
    words = {
        "tubes": number_text(item.count),
        "span": duration_text(here.now - (item.since or here.now)),
        "holder": named(item.name, item.name_en),
    }
    title = {
        Stage.SAMPLED: ngettext(
            "%(tubes)s tube waits at a site for its hand-over", "%(tubes)s tubes wait at sites for their hand-over", item.count
        ),
        Stage.HANDED_OVER: ngettext(
            "%(tubes)s tube is on the way to a laboratory", "%(tubes)s tubes are on the way to a laboratory", item.count
        ),
        Stage.RECEIVED: ngettext("%(tubes)s tube waits for a test", "%(tubes)s tubes wait for a test", item.count),
        Stage.TESTED: ngettext(
            "%(tubes)s tested tube has no result uploaded", "%(tubes)s tested tubes have no result uploaded", item.count
        ),
    }.get(
        stage,
        ngettext(
            "The result of %(tubes)s tube is not told to its people", "Results of %(tubes)s tubes are not told to their people", item.count
        ),
    )
    detail = gettext("the oldest for %(span)s, with %(holder)s") if item.name else gettext("the oldest for %(span)s")
    return Notice(Tone.WARN, "hourglass", title % words, detail % words, _list("waiting", item, here), gettext("Tubes"))


def _full(item: Attention, here: Here) -> Notice:
    words = {"name": named(item.name, item.name_en), "tubes": number_text(item.count), "hours": FULL_HOURS}
    title = gettext("%(name)s has more work than it can finish in %(hours)s h") % words
    detail = gettext("%(tubes)s tubes wait there for a test") % words
    return Notice(
        Tone.WARN, "flask", title, detail, _list("waiting", Attention(item.kind, 0, stage=Stage.RECEIVED), here), gettext("Tubes")
    )


def _unannounced(item: Attention, here: Here) -> Notice:
    title = ngettext("%(count)s tube that no site has recorded", "%(count)s tubes that no site has recorded", item.count)
    detail = gettext("A courier or laboratory has them; nobody knows who is inside.")
    return Notice(Tone.WARN, "help-circle", _fill(title, item), detail, link("unannounced"), gettext("Tubes"))


def _crowded(item: Attention, here: Here) -> Notice:
    title = ngettext(
        "%(count)s tube holds more people than allowed, or several households",
        "%(count)s tubes hold more people than allowed, or several households",
        item.count,
    )
    detail = gettext("Accepted and not tested yet: tell the laboratory, or sample its people again by themselves.")
    return Notice(Tone.WARN, "users", _fill(title, item), detail, link("crowded", here.pass_id), gettext("Tubes"))


def _grid(item: Attention, here: Here) -> Notice:
    title = ngettext("%(count)s person missing in %(name)s", "%(count)s people missing in %(name)s", item.count)
    detail = gettext("one of the grids with most people missing")
    action = gettext("Missing list") if here.may_name else gettext("See it")
    return Notice(Tone.INFO, "user-search", _fill(title, item), detail, area_link(here.pass_id, item.subject, is_grid=True), action)


def _unserved(item: Attention, here: Here) -> Notice:
    title = ngettext("No site serves %(count)s grid with people due", "No site serves %(count)s grids with people due", item.count)
    detail = gettext("Their people belong to no sampling site's list.")
    return Notice(Tone.INFO, "map-pin", _fill(title, item), detail, link("unserved", here.pass_id), gettext("Grids"))


def _headless(item: Attention, here: Here) -> Notice:
    title = ngettext("%(count)s site or laboratory has no head", "%(count)s sites or laboratories have no head", item.count)
    return Notice(
        Tone.INFO,
        "user-question",
        _fill(title, item),
        gettext("among them %(name)s") % {"name": named(item.name, item.name_en)},
        link("places"),
        gettext("Sites"),
    )


def _fill(title: str, item: Attention) -> str:
    return title % {"count": number_text(item.count), "name": named(item.name, item.name_en)}


def _since(item: Attention, here: Here, verb: str) -> str:
    return gettext("%(verb)s %(ago)s") % {"verb": verb, "ago": ago_text(item.since, here.now)} if item.since else ""


def _list(name: str, item: Attention, here: Here) -> str:
    return link(name, here.pass_id, int(item.stage or Stage.SAMPLED))


_WORDS: Mapping[AttentionKind, Callable[[Attention, Here], Notice]] = {
    AttentionKind.POOL_UNREACHED: _pool,
    AttentionKind.HOLD_UNSIGNED: _hold,
    AttentionKind.LEDGER_UNBALANCED: _unbalanced,
    AttentionKind.RESULT_DISPUTED: _disputed,
    AttentionKind.TUBE_STUCK: _stuck,
    AttentionKind.LABORATORY_FULL: _full,
    AttentionKind.TUBE_UNANNOUNCED: _unannounced,
    AttentionKind.TUBE_CROWDED: _crowded,
    AttentionKind.GRID_MISSING: _grid,
    AttentionKind.GRID_UNSERVED: _unserved,
    AttentionKind.SITE_HEADLESS: _headless,
}
