"""Who infected whom: which judgement of a pair holds, which generation a case is, and whether a new link would close a circle."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from outpace.casework.choices.cases import Doubt

SURENESS: Mapping[Doubt, int] = {Doubt.CERTAIN: 3, Doubt.LIKELY: 2, Doubt.POSSIBLE: 1, Doubt.RULED_OUT: 0}


@dataclass(frozen=True, slots=True)
class Link:
    """One judgement: how sure it is that `source` infected `case`. Later ones in a sequence are later facts."""

    case: int
    source: int
    doubt: Doubt


def standing_links(facts: Iterable[Link]) -> tuple[Link, ...]:
    """Which links hold? Of each pair the latest fact, and none that was ruled out."""
    latest = {(fact.case, fact.source): fact for fact in facts}
    return tuple(link for link in latest.values() if link.doubt is not Doubt.RULED_OUT)


def closes_circle(links: Iterable[Link], *, case: int, source: int) -> bool:
    """Would this link make a case its own source, directly or through others?"""
    sources: dict[int, set[int]] = {}
    for link in links:
        sources.setdefault(link.case, set()).add(link.source)
    seen, edge = {source}, {source}
    while edge:
        edge = {found for number in edge for found in sources.get(number, ())} - seen
        seen |= edge
    return case in seen


def main_source(links: Sequence[Link], case: int) -> Link | None:
    """Which source is a case drawn under? The surest, of equally sure ones the earliest case; None: nobody knows of any."""
    own = [link for link in links if link.case == case]
    return max(own, key=lambda link: (SURENESS[link.doubt], -link.source), default=None)


def generations(cases: Iterable[int], links: Sequence[Link]) -> dict[int, int | None]:
    """Which generation is each case, along its surest sources? 1: it has no known source; None: the chain leads out of these cases.

    Raises `ValueError` for a circle; `closes_circle` keeps one from being stored.

    >>> generations([2, 3, 5, 6], [Link(3, 2, Doubt.CERTAIN), Link(5, 4, Doubt.LIKELY), Link(6, 5, Doubt.LIKELY)])
    {2: 1, 3: 2, 5: None, 6: None}
    """
    found: dict[int, int | None] = {}
    known = set(cases)

    def depth(case: int, path: tuple[int, ...]) -> int | None:
        if case in path:
            message = f"case {case} is its own source"
            raise ValueError(message)
        if case not in found:
            link = main_source(links, case)
            above = 0 if link is None else depth(link.source, (*path, case)) if link.source in known else None
            found[case] = None if above is None else above + 1
        return found[case]

    return {case: depth(case, ()) for case in sorted(known)}
