"""Laboratories that come in pieces, in words: how many of what, and what is asked of a capacity that they were never known to have."""

from django.utils.translation import gettext, ngettext

from outpace.screening.choices import Equipment
from outpace.screening.rules.equipment import CapacityDoubt, Pieces
from outpace.ui.text import number_text


def pieces_text(pieces: Pieces) -> str:
    """How many of what is it made of, each by its own unit?"""
    return _counted(pieces) % {"n": number_text(pieces.units)}


def _counted(pieces: Pieces) -> str:
    match pieces.kind:
        case Equipment.DOME:
            return ngettext("%(n)s dome laboratory", "%(n)s dome laboratories", pieces.units)
        case Equipment.THREE_IN_ONE:
            return ngettext("%(n)s three-in-one set", "%(n)s three-in-one sets", pieces.units)
        case Equipment.BOX:
            return ngettext("%(n)s box laboratory", "%(n)s box laboratories", pieces.units)
        case Equipment.VEHICLE:
            return ngettext("%(n)s mobile laboratory", "%(n)s mobile laboratories", pieces.units)


def doubt_text(doubt: CapacityDoubt) -> str:
    """What is asked of this capacity?"""
    given = {"a_day": number_text(doubt.a_day), "known": number_text(doubt.known)}
    if doubt.pieces is None or doubt.pieces.kind is Equipment.THREE_IN_ONE:
        text = gettext(
            "%(a_day)s tubes a day: no laboratory is known to have done more than %(known)s. "
            "Is it one laboratory or several, tubes or people, an hour or a day?"
        )
        return text % given
    text = gettext(
        "%(a_day)s tubes a day: %(pieces)s are known to do up to %(known)s. "
        "Is the number of pieces right, and were tubes counted or people?"
    )
    return text % {**given, "pieces": pieces_text(doubt.pieces)}
