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
    """The latest MAX_DRAWN cases in scope with the links between them. Units: persons with a case."""

    nodes: tuple[ChainNode, ...]
    links: tuple[ChainLink, ...]

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
    return Chain(nodes, links)


def possible_sources(actor: Actor, case_id: int) -> tuple[int, ...]:
    """Of which earlier cases was this person a contact? Proposals for a source, by id; a person judges. Raises NotFound out of scope."""
    case = seen(actor, case_id)
    rows = ContactLink.objects.filter(visible(actor, prefix="case__"), STANDING, person_id=case.person_id).exclude(case=case)
    return tuple(rows.order_by("case_id").values_list("case_id", flat=True))
