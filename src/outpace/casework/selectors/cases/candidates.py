"""Whom should a person judge next: contacts of a case, and contacts of a contact? Proposals only; nothing follows from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from epiworks.protocol import NO_CLASS, Exposure, Protocol, Situation, Window
from outpace.casework.choices.cases import ContactSource
from outpace.casework.data.contacts import Candidate, ContactRow
from outpace.casework.data.follow_up import Grounds
from outpace.casework.models import Case, ContactJudgement, ContactLink
from outpace.casework.rules.cases_contacts import judges_second_hop, only_higher_risk, proposal
from outpace.casework.selectors.cases.contacts import get_contact, home_of
from outpace.casework.selectors.cases.scope import may, seen
from outpace.casework.selectors.cases.windows import link_window_of, window_of
from outpace.casework.selectors.packs import protocol_for
from outpace.kernel import clock
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry
from outpace.registry.data import RosterEntry
from outpace.screening import api as screening

MAX_PROPOSED = 200
SITUATIONS: Mapping[ContactSource, Situation] = {
    ContactSource.HOUSEHOLD: Situation.CO_LIVING,
    ContactSource.SAME_TUBE: Situation.DATA_SUGGESTED,
    ContactSource.NAMED: Situation.SHARED_MEAL,
}
"""How somebody proposed was exposed, until a person says otherwise."""


@dataclass(frozen=True, slots=True)
class SecondHop:
    """A contact whose own contacts are to be judged: since when they could expose anybody, and whom the program proposes.

    `judges`: the packs in force judge the contacts of people of this class, `asks_risk`: only of those who are of higher risk themselves;
    `because` says which lines that rests on.
    """

    contact: ContactRow
    judges: bool
    asks_risk: bool
    window: Window | None
    because: tuple[Grounds, ...]
    candidates: tuple[Candidate, ...]
    may_judge: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """People found in one way, the days they may have been exposed on, and the window these are held against."""

    people: Iterable[RosterEntry]
    source: ContactSource
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class _Hop:
    """What exposures are held against: the rules, the days that count, and whether the contact in between is of higher risk."""

    rules: Protocol
    window: Window
    higher_risk: bool = False


def candidates(actor: Actor, case_id: int, *, named: Sequence[int] = ()) -> tuple[Candidate, ...]:
    """Whom should a person judge first: who lives with the case, and who shared its positive tube, without those judged already?

    People `named` in the investigation come first, even when they were judged before: another exposure counts too. A proposal is no
    judgement: nothing follows from it. Raises NotFound outside the actor's scope. The look is logged.
    """
    case = seen(actor, case_id)
    if not may(actor, case, Permission.CASE_JUDGE):
        return ()
    found, today = window_of(case).value, timezone.localtime(clock.now()).date()
    sampled, last = timezone.localtime(case.sampled_at or case.found_at).date(), min(found.end or today, today)
    asked = [number for number in named if number != case.person_id]
    judged = {*asked, *_judged(case), case.person_id}
    people = registry.persons_for_ids(actor, asked, purpose=f"casework.named case {case.pk}") if asked else []
    home = [person for person in _household(actor, case.person_id, purpose=f"casework.household case {case.pk}") if person.id not in judged]
    known = judged | {person.id for person in home}
    fellows = [number for number in _tube_fellows(case) if number not in known][:MAX_PROPOSED]
    shared = registry.persons_for_ids(actor, fellows, purpose=f"casework.candidates case {case.pk}")
    hop = _Hop(protocol_for(AreaPath(case.area_path)), found)
    groups = (
        _Found(people, ContactSource.NAMED, last, last),
        _Found(home, ContactSource.HOUSEHOLD, found.start, last),
        _Found(shared, ContactSource.SAME_TUBE, sampled, sampled),
    )
    return tuple(one for group in groups for one in _propose(hop, group, generation=1))


def second_hop(actor: Actor, link_id: int, *, higher_risk: bool = False, named: Sequence[int] = ()) -> SecondHop:
    """Whom did this contact meet who should be judged: who lives with them, and whoever is named? By the packs' own window for it.

    `higher_risk`: somebody judged this contact to be of higher risk. Raises NotFound outside the actor's scope. The look is logged.
    """
    sheet = get_contact(actor, link_id)
    link = ContactLink.objects.select_related("case").get(pk=link_id)
    rules = protocol_for(AreaPath(link.case.area_path))
    asked_of = judges_second_hop(rules)
    because = tuple(Grounds.of(line) for line in asked_of.because)
    if asked_of.value != link.group:
        return SecondHop(sheet.contact, False, False, None, because, (), sheet.may_judge)
    found = link_window_of(rules, link)
    because = tuple(Grounds.of(line) for line in found.because)
    hop = _Hop(rules, found.value, higher_risk)
    proposed = _beyond(actor, link, hop, named) if sheet.may_judge else ()
    return SecondHop(sheet.contact, True, only_higher_risk(rules), found.value, because, proposed, sheet.may_judge)


def _beyond(actor: Actor, link: ContactLink, hop: _Hop, named: Sequence[int]) -> tuple[Candidate, ...]:
    today = timezone.localtime(clock.now()).date()
    last = min(hop.window.end or today, today)
    out = {link.person_id, link.case.person_id}
    asked = [number for number in named if number not in out]
    judged = {*asked, *_judged(link.case), *out}
    people = registry.persons_for_ids(actor, asked, purpose=f"casework.named contact {link.pk}") if asked else []
    home = _household(actor, link.person_id, purpose=f"casework.household contact {link.pk}")
    groups = (
        _Found(people, ContactSource.NAMED, last, last),
        _Found([person for person in home if person.id not in judged], ContactSource.HOUSEHOLD, hop.window.start, last),
    )
    return tuple(one for group in groups for one in _propose(hop, group, generation=2))


def contact_groups(actor: Actor, case_id: int, *, generation: int = 1) -> tuple[str, ...]:
    """Which classes may a contact of this generation be given here, the strongest first? Raises NotFound outside the actor's scope.

    Source: section `contact_classes` of the packs in force where the case lives; classes that they do not judge are left out.
    """
    rules = protocol_for(AreaPath(seen(actor, case_id).area_path)).section("contact_classes")
    judged = [rule for rule in rules if rule.flag("judged") and (generation == 1 or rule.whole("generation") == generation)]
    return tuple(rule.name for rule in sorted(judged, key=lambda rule: -rule.whole("rank")))


def _propose(hop: _Hop, group: _Found, *, generation: int) -> list[Candidate]:
    exposure = Exposure(SITUATIONS[group.source], group.first, group.last, generation=generation, higher_risk_link=hop.higher_risk)
    verdict = proposal(hop.rules, exposure, hop.window)
    because = tuple(Grounds.of(line) for line in verdict.because)
    return [
        Candidate(
            person_id=person.id,
            name=person.name,
            phone=person.phone,
            home=home_of(person),
            source=group.source,
            situation=SITUATIONS[group.source],
            first_on=group.first,
            last_on=group.last,
            proposed=verdict.value.group or NO_CLASS,
            because=because,
        )
        for person in group.people
    ]


def _judged(case: Case) -> set[int]:
    """Who was judged in this case, and not by mistake?"""
    return set(ContactJudgement.objects.filter(case=case, taken_back=None).values_list("person_id", flat=True))


def _household(actor: Actor, person_id: int, *, purpose: str) -> list[RosterEntry]:
    """Who lives with this person, as far as the reader may know; nobody when the home lies outside their scope."""
    try:
        return registry.household_members(actor, person_id, purpose=purpose)
    except NotFound:
        return []


def _tube_fellows(case: Case) -> list[int]:
    pools = set(case.evidence.filter(withdrawn_at=None, pool_id__isnull=False).values_list("pool_id", flat=True))
    by_pool = screening.pool_people([pool for pool in pools if pool is not None])
    return list(dict.fromkeys(person for people in by_pool.values() for person in people))
