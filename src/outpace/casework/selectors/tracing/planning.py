"""Around whom are contacts of a case looked for, where and when, and how much is there to look at? Nothing is looked at yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from epiworks.protocol import PackLine, SecondHop, Window, second_hops
from epiworks.protocol.lines import distinct
from epiworks.trace.days import LocalDays
from epiworks.trace.rules import TraceRules, compile_rules
from outpace.casework.choices.cases import ContactState
from outpace.casework.models import Case, ContactJudgement
from outpace.casework.selectors.cases.windows import link_window_of, window_of
from outpace.casework.selectors.packs import protocol_for
from outpace.casework.selectors.tracing.around import spans_of
from outpace.casework.selectors.tracing.held import Span, count_around
from outpace.casework.selectors.tracing.itinerary import Told, itinerary
from outpace.kernel import clock
from outpace.kernel.scope import AreaPath


@dataclass(frozen=True, slots=True)
class Search:
    """Around whom contacts are looked for: the case itself, or its judged contacts of one class, whose contacts are of class `group`.

    `windows`: when each of them could infect; `links`: the contact in between, None for the case; `risky`: who of them is of higher risk.
    """

    people: tuple[int, ...]
    windows: tuple[Window, ...]
    told: tuple[Told, ...]
    spans: tuple[Span, ...]
    links: tuple[int | None, ...] = (None,)
    risky: frozenset[int] = frozenset()
    group: str = ""

    @property
    def between(self) -> tuple[datetime, datetime]:
        """From which moment to which could any of them infect, as far as that has come?"""
        return _between(self.windows)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be looked at for a case: around whom, on which lines, and how many stays there are around all of them together."""

    rules: TraceRules
    searches: tuple[Search, ...]
    because: tuple[PackLine, ...]
    stays: int


def plan(case: Case) -> Plan:
    """What is to be looked at? Contacts of contacts are looked for around those whom a person has judged.

    Raises `RuleMissing` where the packs have no window.
    """
    rules, window = compile_rules(protocol_for(AreaPath(case.area_path))), window_of(case)
    hops = second_hops(rules.protocol)
    found = (_first(case, rules, window.value), *(_second(case, rules, hop) for hop in hops.value))
    searches = tuple(search for search in found if search.people)
    stays = count_around([span for search in searches for span in search.spans])
    return Plan(rules, searches, distinct([*window.because, *hops.because]), stays)


def _first(case: Case, rules: TraceRules, window: Window) -> Search:
    """Around the case: its own stays and those of its itinerary."""
    told = itinerary(case)
    spans = spans_of(rules, [case.person_id], told, window=_between([window]), generation=1)
    return Search((case.person_id,), (window,), told, tuple(spans))


def _second(case: Case, rules: TraceRules, hop: SecondHop) -> Search:
    """Around the judged contacts of this class, in the packs' own window. Around nobody where there are none."""
    links = list(case.contacts.filter(group=hop.contacts_of).exclude(state=ContactState.GROUND_GONE).order_by("pk"))
    risky = _higher_risk(case, rules) if links else frozenset()
    links = [link for link in links if link.person_id in risky or not hop.only_higher_risk]
    people, windows = tuple(link.person_id for link in links), tuple(link_window_of(rules.protocol, link).value for link in links)
    spans = spans_of(rules, people, (), window=_between(windows), generation=2) if links else ()
    return Search(people, windows, (), tuple(spans), tuple(link.pk for link in links), risky, hop.group)


def _higher_risk(case: Case, rules: TraceRules) -> frozenset[int]:
    """Which contacts of this case are of higher risk: judged so, or exposed as the packs say that people of higher risk are?"""
    places = zip(rules.near, rules.higher_risk.tolist(), strict=True)
    situations = {meeting.situation.value for meeting, higher in places if higher and meeting.situation is not None}
    rows = ContactJudgement.objects.filter(case=case, taken_back=None).values_list(
        "generation", "person_id", "through__person_id", "is_higher_risk", "situation"
    )
    own = {person for generation, person, _via, higher, how in rows if generation == 1 and (higher or how in situations)}
    return frozenset(own | {via for _generation, _person, via, higher, _how in rows if higher and via is not None})


def _between(windows: Sequence[Window]) -> tuple[datetime, datetime]:
    """From the first moment of these windows to the last, as far as they have come."""
    days, now = LocalDays(timezone.get_current_timezone()), clock.now()
    starts = [min(days.moment(days.begins(window.start)), now) for window in windows]
    ends = [days.moment(days.begins(date.fromordinal(window.end.toordinal() + 1))) for window in windows if window.end is not None]
    is_open = len(ends) < len(windows)
    return min(starts), now if is_open else min(now, max(ends))
