"""The chain of infection inside the reader's scope: cases, links with their doubt, generations, and who has no known source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

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

ABOVE = """
WITH RECURSIVE above(id) AS (
    SELECT %s::bigint UNION SELECT f.source_id FROM casework_source_fact f JOIN above ON f.case_id = above.id
)
SELECT f.case_id, f.source_id, f.doubt FROM casework_source_fact f JOIN above ON f.case_id = above.id ORDER BY f.id
"""


@dataclass(frozen=True, slots=True)
class ChainNode:
    """One case of the chain; `linked` says whether it has a known source, drawn or not.

    `generation` counts from the first case of its chain; None when that chain leads on to cases that are not drawn.
    """

    case_id: int
    case_class: str
    found_at: datetime
    generation: int | None
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

    `beyond`: their links to sources in scope that are not drawn. Units: persons with a case.
    """

    nodes: tuple[ChainNode, ...]
    links: tuple[ChainLink, ...]
    beyond: tuple[ChainLink, ...] = ()
    cut: bool = False

    @property
    def unlinked(self) -> int:
        """How many cases have no known source?"""
        return sum(not node.linked for node in self.nodes)


def chain(actor: Actor) -> Chain:
    """Who infected whom, as far as anybody judged it? Excluded cases are left out. Four queries; nothing in it identifies."""
    actor.require_anywhere(Permission.CASE_READ)
    rows = Case.objects.filter(visible(actor)).exclude(case_class=EXCLUDED).order_by("-found_at", "-pk")[: MAX_DRAWN + 1]
    latest = list(rows)
    cases = {case.pk: case for case in latest[:MAX_DRAWN]}
    facts = list(SourceFact.objects.filter(case_id__in=cases).order_by("pk"))
    return _drawn(actor, cases, facts, cut=len(latest) > MAX_DRAWN)


def chain_around(actor: Actor, case_id: int, *, hops: int = HOPS) -> Chain:
    """Who infected this case and whom did it infect, up to so many links away, as far as anybody judged it?

    At most MAX_AROUND cases, the nearest first: `cut` says that there are more. Links to cases outside the reader's scope, and excluded
    cases, are left out. Two queries a hop and two for the sources beyond, however large the whole chain is. Raises NotFound out of scope.
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
    facts |= {(fact.case_id, fact.source_id): fact for fact in _standing_at(edge)}
    return _drawn(actor, found, [fact for fact in facts.values() if fact.case_id in found], cut=cut)


def links_above(case_id: int) -> tuple[Link, ...]:
    """What was ever judged of the sources of this case, of theirs, and so on, oldest first: what a new link could close a circle with.

    For services, which guard who may judge. One query, over that part of the chain alone.
    """
    with connection.cursor() as cursor:
        cursor.execute(ABOVE, [case_id])
        return tuple(Link(case, source, Doubt(doubt)) for case, source, doubt in cursor.fetchall())


def _standing_at(edge: list[int]) -> list[SourceFact]:
    """The judgements that hold about links from or to these cases; of a pair the latest, unless it rules the link out."""
    return list(SourceFact.objects.raw(STANDING_AT, [edge, edge, Doubt.RULED_OUT.value, MAX_LINKS]))


def _drawn(actor: Actor, cases: dict[int, Case], facts: list[SourceFact], *, cut: bool) -> Chain:
    """These cases, with what was judged of their sources: drawn, or in scope and beyond; of other sources nothing is said."""
    beyond = _in_scope(actor, {fact.source_id for fact in facts} - cases.keys())
    told = {(fact.case_id, fact.source_id): fact for fact in facts if fact.source_id in cases or fact.source_id in beyond}
    standing = standing_links(Link(fact.case_id, fact.source_id, Doubt(fact.doubt)) for fact in told.values())
    links = [_link(told[link.case, link.source]) for link in standing]
    inside = tuple(link for link in links if link.source_id in cases)
    return Chain(_nodes(cases, standing), inside, tuple(link for link in links if link.source_id in beyond), cut)


def _link(fact: SourceFact) -> ChainLink:
    return ChainLink(fact.case_id, fact.source_id, Doubt(fact.doubt), fact.reason, fact.by)


def _nodes(cases: dict[int, Case], standing: Sequence[Link]) -> tuple[ChainNode, ...]:
    """These cases in the order in which they were found, each with its generation along the links that stand."""
    depth, linked = generations(cases, standing), {link.case for link in standing}
    rows = sorted(cases.items(), key=lambda row: (row[1].found_at, row[0]))
    return tuple(ChainNode(number, case.case_class, case.found_at, depth[number], number in linked) for number, case in rows)


def _in_scope(actor: Actor, numbers: Iterable[int]) -> set[int]:
    """Which of these cases may be told of: not excluded, and inside the reader's scope?"""
    wanted = list(numbers)
    if not wanted:
        return set()
    rows = Case.objects.filter(visible(actor), pk__in=wanted).exclude(case_class=EXCLUDED)
    return set(rows.values_list("pk", flat=True))


def possible_sources(actor: Actor, case_id: int) -> tuple[int, ...]:
    """Of which earlier cases was this person a contact? Proposals for a source, by id; a person judges. Raises NotFound out of scope."""
    case = seen(actor, case_id)
    rows = ContactLink.objects.filter(visible(actor, prefix="case__"), STANDING, person_id=case.person_id).exclude(case=case)
    return tuple(rows.order_by("case_id").values_list("case_id", flat=True))
