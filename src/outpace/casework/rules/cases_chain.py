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


def generations(cases: Iterable[int], links: Sequence[Link]) -> dict[int, int]:
    """Which generation is each case, along its surest sources? 1: no source is known among these cases.

    Raises `ValueError` for a circle; `closes_circle` keeps one from being stored.
    """
    found: dict[int, int] = {}
    known = set(cases)

    def depth(case: int, path: tuple[int, ...]) -> int:
        if case in path:
            message = f"case {case} is its own source"
            raise ValueError(message)
        if case not in found:
            link = main_source([one for one in links if one.source in known], case)
            found[case] = 1 if link is None else 1 + depth(link.source, (*path, case))
        return found[case]

    return {case: depth(case, ()) for case in sorted(known)}
