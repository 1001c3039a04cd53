"""Contacts of contacts: whom did the contacts of these cases meet before they were isolated? Only where the pack looks for such people."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from epiworks.protocol import Decision, SecondHop, decide, link_window, second_hops
from epiworks.trace.cases import Cases, cases
from epiworks.trace.judging import Judged, judge
from epiworks.trace.proposals import Proposals, proposals
from epiworks.trace.rules import NOTHING, OPEN_END, Flags, Ids


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What is known of the contacts: the day on which each was isolated, and who was judged by a person to be of higher risk."""

    isolated: Mapping[int, date] = field(default_factory=dict)
    higher_risk: Collection[int] = ()


NO_FACTS = ContactFacts()


@dataclass(frozen=True, slots=True, eq=False)
class Hop:
    """The second generation by one rule: `judged.asked` are the contacts whose contacts were looked for, `found` whom to propose."""

    rule: SecondHop
    judged: Judged
    found: Proposals


def contacts_to_follow(hop: SecondHop, judged: Judged, first: Proposals, *, facts: ContactFacts = NO_FACTS) -> Cases:
    """Whose contacts are looked for by this rule, in which window? One row per contact, in order of person.

    From the contact's first contact with any of the cases until the day of its isolation, open without one (`link_window`). Where the rule
    asks for contacts of higher risk: those found where the pack says so, and those whom a person judged to be so.
    """
    contacts = first.of_class(hop.contacts_of)
    person, back = np.unique(contacts.person, return_inverse=True)
    start = np.full(person.size, OPEN_END, dtype=np.int32)
    np.minimum.at(start, back, contacts.first_day)
    higher = np.isin(person, np.array(list(facts.higher_risk), dtype=np.int64)) | np.isin(person, contacts.person[contacts.higher_risk])
    kept = ~np.isin(person, judged.asked.person) & (higher | (not hop.only_higher_risk))
    person, start, higher = person[kept], start[kept], higher[kept]
    windows = [
        link_window(judged.rules.protocol, hop.group, first_contact=date.fromordinal(day), isolated=facts.isolated.get(who)).value
        for who, day in zip(person.tolist(), start.tolist(), strict=True)
    ]
    return replace(cases(person.tolist(), windows), higher_risk=higher, generation=2)


def second_generation(judged: Judged, first: Proposals, *, facts: ContactFacts = NO_FACTS) -> Decision[tuple[Hop, ...]]:
    """Whom did the contacts expose in their turn? Empty where the pack judges nobody so, and the lines say which rule says that.

    Left out are the cases themselves and whoever stands among the first contacts with a class of the same rank or higher. Sources:
    `second_hops`, `link_window`.
    """
    hops = second_hops(judged.rules.protocol)
    return decide(tuple(_hop(rule, judged, first, facts) for rule in hops.value), *hops.because)


def _hop(rule: SecondHop, judged: Judged, first: Proposals, facts: ContactFacts) -> Hop:
    asked = contacts_to_follow(rule, judged, first, facts=facts)
    code = judged.rules.classes.index(rule.group)
    again = judge(judged.rules, asked, replace(judged.basis, known=replace(judged.basis.known, extra=None)))
    again = replace(again, groups=np.where((again.groups == code) & ~_told(judged, first, again.exposures.person, code), code, NOTHING))
    return Hop(rule, again, proposals(again))


def _told(judged: Judged, first: Proposals, person: Ids, code: int) -> Flags:
    """Who is a case, or a first contact of no lower class?"""
    return np.isin(person, np.concatenate([judged.asked.person, first.person[first.group <= code]]))
