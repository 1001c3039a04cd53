"""Codes of the packs said in the reader's language, for pages and for other apps."""

from collections import defaultdict
from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import pgettext

from epiworks.protocol import Anchor, Direction, Effect, News, Place, PlaceKind, Reason, Setting, Situation, Spread
from outpace.casework.choices import case_words, words


def reason_text(reason: Reason) -> str:
    """How is this reason said, its days and numbers filled in?"""
    given = {name: _param(value) for name, value in reason.params}
    # A decision may leave out what the text prints, or another release may name it otherwise: a dash is better than no reason at all.
    return _reason_words(reason) % defaultdict(lambda: "–", given)


def _reason_words(reason: Reason) -> str:
    if reason.key not in words.COUNTED_REASONS:
        return str(words.REASONS.get(reason.key, reason.key.value))
    counted, text = words.COUNTED_REASONS[reason.key]
    count = dict(reason.params).get(counted)
    return text(count if isinstance(count, int) else 0)


def group_text(group: str) -> str:
    """What is this class of contact, traveller or case called?"""
    return str(words.GROUPS.get(group) or words.CASE_CLASSES.get(group, group))


def place_text(place: Place | str) -> str:
    """What is this place of a stage called?"""
    return str(words.PLACES.get(place, place))


def situation_text(situation: Situation | str) -> str:
    """What is this way of exposure called?"""
    return str(words.SITUATIONS.get(situation, situation))


def setting_text(setting: Setting | str) -> str:
    """What is this way of finding an infection called?"""
    return str(words.SETTINGS.get(setting, setting))


def anchor_text(anchor: Anchor | str) -> str:
    """What is this day called?"""
    return str(words.ANCHORS.get(anchor, anchor))


def news_text(news: News | str) -> str:
    """What is this news called?"""
    return str(words.NEWS.get(news, news))


def effect_text(effect: Effect) -> str:
    """What does this effect of a change of packs mean?"""
    return str(words.EFFECTS[effect])


def direction_text(direction: Direction) -> str:
    """Which way does this change of rules go?"""
    return str(words.DIRECTIONS[direction])


def must_not_text(name: str) -> str:
    """What does this must-not forbid?"""
    return str(words.MUST_NOTS.get(name, name))


def place_kind_text(kind: PlaceKind | str) -> str:
    """What was this place to a case?"""
    return case_words.word(case_words.PLACE_KINDS, kind)


def spread_text(spread: Spread | str) -> str:
    """How likely did infection spread there?"""
    return case_words.word(case_words.SPREADS, spread)


def deliverable_text(name: str) -> str:
    """What is this deliverable of an investigation called?"""
    return case_words.word(case_words.DELIVERABLES, name)


def day_text(day: date) -> str:
    """How is a local day written? Month by name: 11/12 is two days in two countries."""
    return str(formats.date_format(day, pgettext("date format, another year", "j M Y")))


def _param(value: object) -> str:
    if isinstance(value, datetime):
        return day_text(timezone.localtime(value).date())
    if isinstance(value, date):
        return day_text(value)
    return f"{value:g}" if isinstance(value, float) else str(value)
