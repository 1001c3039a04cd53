"""The chain of infection inside the reader's scope: cases, links with their doubt, generations, and who has no known source."""

from dataclasses import dataclass
from datetime import datetime

from outpace.casework.choices.cases import Doubt
from outpace.casework.models import Case, ContactLink, SourceFact
from outpace.casework.rules.cases import EXCLUDED
from outpace.casework.rules.cases_chain import Link, generations, standing_links
from outpace.casework.selectors.cases.contacts import STANDING
from outpace.casework.selectors.cases.scope import seen, visible
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor

MAX_DRAWN = 300
HOPS, MAX_AROUND, MAX_LINKS = 3, 200, 2_000
"""How far around one case is looked, how many cases are drawn, and how many links a hop may bring."""

STANDING_AT = """
SELECT fact.* FROM (
    SELECT DISTINCT ON (f.case_id, f.source_id) f.* FROM (
        SELECT * FROM casework_source_fact WHERE case_id = ANY(%s) UNION SELECT * FROM casework_source_fact WHERE source_id = ANY(%s)
    ) f ORDER BY f.case_id, f.source_id, f.id DESC
) fact WHERE fact.doubt <> %s ORDER BY fact.id DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class ChainNode:
    """One case of the chain; `generation` counts from the first case known here, `linked` says whether it has a known source."""

    case_id: int
    case_class: str
    found_at: datetime
    generation: int
    linked: bool


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One link: how sure, why, by whom."""

    case_id: int
    source_id: int
    doubt: Doubt
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Cases in scope with the links between them: the latest MAX_DRAWN, or those around one case (`cut`: there are more).

    Units: persons with a case.
    """

    nodes: tuple[ChainNode, ...]
    links: tuple[ChainLink, ...]
    cut: bool = False

    @property
    def unlinked(self) -> int:
        """How many cases have no known source?"""
        return sum(not node.linked for node in self.nodes)


def chain(actor: Actor) -> Chain:
    """Who infected whom, as far as anybody judged it? Excluded cases are left out. Three queries; nothing in it identifies."""
    actor.require_anywhere(Permission.CASE_READ)
    rows = Case.objects.filter(visible(actor)).exclude(case_class=EXCLUDED).order_by("-found_at", "-pk")[:MAX_DRAWN]
    cases = {case.pk: case for case in rows}
    facts = list(SourceFact.objects.filter(case_id__in=cases, source_id__in=cases).order_by("pk"))
    return _drawn(cases, facts)


def chain_around(actor: Actor, case_id: int, *, hops: int = HOPS) -> Chain:
    """Who infected this case and whom did it infect, up to so many links away, as far as anybody judged it?

    At most MAX_AROUND cases, the nearest first: `cut` says that there are more. Links to cases outside the reader's scope, and excluded
    cases, are left out. One query a hop and one for the cases, however large the whole chain is. Raises NotFound out of scope.
    """
    middle = seen(actor, case_id)
    found: dict[int, Case] = {middle.pk: middle}
    facts: dict[tuple[int, int], SourceFact] = {}
    edge, cut = [middle.pk], False
    for _ in range(hops):
        links = _standing_at(edge)
        facts |= {(fact.case_id, fact.source_id): fact for fact in links}
        beyond = {number for fact in links for number in (fact.case_id, fact.source_id)} - set(found)
        room = MAX_AROUND - len(found)
        rows = Case.objects.filter(visible(actor), pk__in=beyond).exclude(case_class=EXCLUDED).order_by("-found_at", "-pk")[: room + 1]
        new = list(rows)
        cut = cut or len(links) >= MAX_LINKS or len(new) > room
        edge = [case.pk for case in new[:room]]
        found |= {case.pk: case for case in new[:room]}
        if not edge:
            break
    return _drawn(found, [fact for pair, fact in facts.items() if found.keys() >= set(pair)], cut=cut)


def _standing_at(edge: list[int]) -> list[SourceFact]:
    """The judgements that hold about links from or to these cases; of a pair the latest, unless it rules the link out."""
    return list(SourceFact.objects.raw(STANDING_AT, [edge, edge, Doubt.RULED_OUT.value, MAX_LINKS]))


def _drawn(cases: dict[int, Case], facts: list[SourceFact], *, cut: bool = False) -> Chain:
    standing = standing_links(Link(fact.case_id, fact.source_id, Doubt(fact.doubt)) for fact in facts)
    said = {(fact.case_id, fact.source_id): fact for fact in facts}
    links = tuple(
        ChainLink(link.case, link.source, link.doubt, said[link.case, link.source].reason, said[link.case, link.source].by)
        for link in standing
    )
    depth, linked = generations(cases, standing), {link.case for link in standing}
    nodes = tuple(
        ChainNode(number, cases[number].case_class, cases[number].found_at, depth[number], number in linked)
        for number in sorted(cases, key=lambda number: (cases[number].found_at, number))
    )
    return Chain(nodes, links, cut)


def possible_sources(actor: Actor, case_id: int) -> tuple[int, ...]:
    """Of which earlier cases was this person a contact? Proposals for a source, by id; a person judges. Raises NotFound out of scope."""
    case = seen(actor, case_id)
    rows = ContactLink.objects.filter(visible(actor, prefix="case__"), STANDING, person_id=case.person_id).exclude(case=case)
    return tuple(rows.order_by("case_id").values_list("case_id", flat=True))
