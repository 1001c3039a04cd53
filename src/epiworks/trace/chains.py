"""How do the chains of an outbreak look: how many generations, how large, who stands where? From links that have been read and doubted.

`epiworks.epi.links.read_links` makes links of pairs of any quality and reports the doubtful ones (dangling parents, self links, loops, two
infectors); only links that it believes come here, so there is no circle and at most one infector for each case.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from epiworks.epi.links import LinkReport, chains


@dataclass(frozen=True, slots=True)
class ChainShape:
    """`sizes`: cases of each chain, largest first, chains of one included. `generations`: cases of each generation, the first being those
    without a known infector. `unlinked`: cases that neither infected anybody nor were infected by anybody known.
    """

    sizes: tuple[int, ...]
    generations: tuple[int, ...]
    unlinked: int

    @property
    def longest(self) -> int:
        """How many generations has the longest chain?"""
        return len(self.generations)


def generations(report: LinkReport) -> Mapping[str, int]:
    """Of which generation is each case, 1 for those without a known infector?

    >>> from epiworks.epi.links import read_links
    >>> dict(generations(read_links(dict.fromkeys("abc"), [("a", "b"), ("b", "c"), ("c", "c")])))
    {'a': 1, 'b': 2, 'c': 3}
    """
    parent = {link.case: link.infector for link in report.links}
    found: dict[str, int] = {}
    for case in report.cases:
        path = [case]
        while path[-1] not in found and path[-1] in parent:
            path.append(parent[path[-1]])
        depth = found.get(path[-1], 1)
        for steps, member in enumerate(reversed(path)):
            found[member] = depth + steps
    return {case: found[case] for case in report.cases}


def chain_shape(report: LinkReport) -> ChainShape:
    """How do these chains look?

    >>> from epiworks.epi.links import read_links
    >>> chain_shape(read_links(dict.fromkeys("abcd"), [("a", "b"), ("b", "c")]))
    ChainShape(sizes=(3, 1), generations=(2, 1, 1), unlinked=1)
    """
    sizes = tuple(len(chain) for chain in chains(report))
    numbers = Counter(generations(report).values())
    return ChainShape(sizes, tuple(numbers[depth] for depth in range(1, max(numbers, default=0) + 1)), sizes.count(1))


def common_source(report: LinkReport, one: str, other: str) -> str | None:
    """Which case infected both, directly or through others? One of the two where it infected the other; None: none is known.

    >>> from epiworks.epi.links import read_links
    >>> common_source(read_links(dict.fromkeys("abcd"), [("a", "b"), ("a", "c"), ("c", "d")]), "b", "d")
    'a'
    """
    parent = {link.case: link.infector for link in report.links}
    above = set(_line(parent, one))
    return next((case for case in _line(parent, other) if case in above), None)


def _line(parent: Mapping[str, str], case: str) -> list[str]:
    line = [case]
    while line[-1] in parent:
        line.append(parent[line[-1]])
    return line
