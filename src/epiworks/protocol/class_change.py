"""Does this news move a person from one class to another?"""

from dataclasses import dataclass

from epiworks.protocol.lines import Decision, decide
from epiworks.protocol.pack import Protocol
from epiworks.protocol.words import NO_CLASS, News


@dataclass(frozen=True, slots=True)
class Reclassification:
    """From which class to which, and by which rule? `upgrade` is true when the new class binds harder, or is a case."""

    group: str
    becomes: str
    upgrade: bool


def reclassify(protocol: Protocol, group: str, news: News) -> Decision[Reclassification | None]:
    """Which class does a person of this class move to on this news, if any?

    None: the news changes nothing for this class, and the absent rule is named. Where several rules answer, the first by name holds (the
    linter refuses packs in which two rules answer the same class and news). The cascade to tests, rooms, tasks, zones and counts is the
    caller's. Source: section `reclassify`.

    >>> from epiworks.protocol.library import shipped_library
    >>> packs = shipped_library().protocol("cn-covid-9")
    >>> reclassify(packs, "secondary", News.LINKED_CLOSE_POSITIVE).value
    Reclassification(group='secondary', becomes='close', upgrade=True)
    """
    for rule in protocol.section("reclassify"):
        if group in rule.texts("from") and rule.text("when") == news.value:
            becomes = rule.text("to")
            return decide(Reclassification(group, becomes, _rank(protocol, becomes) > _rank(protocol, group)), rule.line)
    return decide(None, protocol.absent("reclassify", f"{group}_{news.value}"))


def _rank(protocol: Protocol, group: str) -> int:
    """How hard does a class bind? No class and excluded least, contacts by rank, cases most."""
    contact = protocol.find("contact_classes", group)
    if contact is not None:
        return contact.whole("rank")
    return -1 if group in {NO_CLASS, "excluded"} else 1000
