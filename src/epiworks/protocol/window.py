"""When could a case, or a close contact, have passed infection on?"""

from datetime import date, timedelta

from epiworks.protocol.facts import CaseAnchors, Window
from epiworks.protocol.lines import Decision, decide
from epiworks.protocol.pack import Protocol
from epiworks.protocol.words import Anchor


class AnchorMissing(Exception):
    """The rule counts from a day that the caller did not give; the message names it."""


def infectious_window(protocol: Protocol, case: CaseAnchors) -> Decision[Window]:
    """Between which days could this case infect others?

    start = anchor - days_before; end = anchor + days_after where the pack fixes it, otherwise the day the case stopped being able to
    (isolated, buried, two negatives), otherwise open. Both ends inclusive, in local days. An end before the start leaves a window of the
    start alone. Raises `RuleMissing` for a presentation the pack does not know and `AnchorMissing` when the case lacks the anchor.
    Source: rule `infectious_window.<presentation>`.

    >>> from epiworks.protocol.library import shipped_library
    >>> case = CaseAnchors("symptomatic", {Anchor.ONSET: date(2022, 8, 11)}, ended=date(2022, 8, 12))
    >>> infectious_window(shipped_library().protocol("cn-covid-9"), case).value
    Window(start=datetime.date(2022, 8, 9), end=datetime.date(2022, 8, 12))
    """
    rule = protocol.get("infectious_window", case.presentation)
    anchor = anchor_date(case.dates.get(Anchor(rule.text("anchor"))), rule.text("anchor"))
    start = anchor - timedelta(days=rule.whole("days_before"))
    end = case.ended
    if rule.text("until") == "days_after":
        end = anchor + timedelta(days=rule.whole("days_after"))
    return decide(Window(start, None if end is None else max(start, end)), rule.line)


def link_window(protocol: Protocol, group: str, *, first_contact: date, isolated: date | None) -> Decision[Window]:
    """Between which days could this close contact have exposed secondary contacts?

    From the close contact's first contact with the case until the close contact is isolated; open until then. Both ends inclusive.
    Raises `RuleMissing` when the pack does not know the class. Source: rule `contact_classes.<group>`.

    >>> from epiworks.protocol.library import shipped_library
    >>> packs = shipped_library().protocol("cn-covid-9")
    >>> link_window(packs, "secondary", first_contact=date(2022, 8, 9), isolated=None).value
    Window(start=datetime.date(2022, 8, 9), end=None)
    """
    rule = protocol.get("contact_classes", group)
    return decide(Window(first_contact, None if isolated is None else max(first_contact, isolated)), rule.line)


def anchor_date(found: date | None, anchor: str) -> date:
    """Which day is the anchor? Raises `AnchorMissing` when it is not known."""
    if found is None:
        message = f"the rule counts from '{anchor}', which is not known"
        raise AnchorMissing(message)
    return found
