"""What a desk says after each scan, and how it names a difference."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outpace.screening.api import Difference, HandoverSheet


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one scan: its tone, what happened, what to do."""

    tone: str
    title: str
    text: str = ""

    @property
    def sound(self) -> str:
        """How does it sound: "ok" or "bad"?"""
        return "ok" if self.tone == "ok" else "bad"


def difference_kind(row: Difference) -> str:
    """What differs about this tube?"""
    return _("sent, not received") if row.was_sent else _("received, not sent")


def verdict_of(work: str, last: str, codes: Sequence[str], *, sheet: HandoverSheet | None) -> Verdict | None:
    """What did the last scan do? ``codes`` are the tubes it named: itself, or those in the box."""
    if not last:
        return None
    if work == "desk_receive" and sheet is not None:
        return _received(last, codes, sheet)
    if work == "desk_send" and sheet is not None:
        return Verdict("ok", _many(_("Sent"), codes, last), _sent_text(sheet))
    if work == "desk_pack":
        return Verdict("ok", _many(_("Packed"), codes, last))
    return Verdict("ok", _many(_("Marked as tested"), codes, last))


def _received(last: str, codes: Sequence[str], sheet: HandoverSheet) -> Verdict:
    here = {tube.code: tube for tube in sheet.tubes}
    strangers = [code for code in codes if code in here and not here[code].offered]
    if sheet.row.offered and strangers:
        text = _("Kept, and shown as a difference until the sender names it.")
        return Verdict("warn", _many(_("Received, but not announced"), strangers, last), text)
    text = _("%(done)d of %(all)d announced tubes") % {"done": sheet.row.both, "all": sheet.row.offered} if sheet.row.offered else ""
    return Verdict("ok", _many(_("Received"), codes, last), text)


def _sent_text(sheet: HandoverSheet) -> str:
    return ngettext("%(count)d tube in this hand-over", "%(count)d tubes in this hand-over", sheet.row.offered) % {
        "count": sheet.row.offered
    }


def _many(what: str, codes: Sequence[str], last: str) -> str:
    if list(codes) == [last] or not codes:
        return f"{what}: {last}"
    count = ngettext("%(count)d tube", "%(count)d tubes", len(codes)) % {"count": len(codes)}
    return f"{what}: {last}, {count}"
