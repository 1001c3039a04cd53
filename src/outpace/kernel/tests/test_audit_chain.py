"""The chain's arithmetic: a whole strand is whole, and nothing done to it afterwards goes unnoticed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outpace.kernel.audit.chain import Finding, FindingKind, Head, Link, broken_links, canonical, entry_id, genesis, link_hash, place_of
from outpace.kernel.scope import ActorKind

STRAND = 3
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
moments = st.datetimes(timezones=st.just(UTC))
people = st.none() | st.integers(0, 10**6)
loose = st.builds(
    Link,
    strand=st.just(STRAND),
    seq=st.just(0),
    at=moments,
    actor_kind=st.sampled_from([kind.value for kind in ActorKind]),
    actor_id=st.integers(0, 2**40),
    actor_name=texts,
    action=texts,
    subject=texts,
    path=texts,
    people=people,
    person_ids=st.lists(st.integers(1, 10**9), max_size=3).map(tuple),
    details=texts,
    hash=st.just(b""),
)


def chained(links: list[Link]) -> list[Link]:
    """Link them as the database does."""
    previous, made = genesis(STRAND), []
    for seq, link in enumerate(links, start=1):
        numbered = replace(link, seq=seq)
        previous = link_hash(previous, numbered)
        made.append(replace(numbered, hash=previous))
    return made


strands = st.lists(loose, min_size=1, max_size=8).map(chained)


def findings(links: list[Link], head: Head) -> list[Finding]:
    return list(broken_links(STRAND, base=Head(0, genesis(STRAND)), links=links, head=head))


def head_of(links: list[Link]) -> Head:
    return Head(links[-1].seq, links[-1].hash)


@given(strands)
def test_a_strand_as_written_is_whole(links: list[Link]) -> None:
    assert findings(links, head_of(links)) == []


@given(strands, st.data())
def test_a_strand_is_whole_from_any_kept_part_on(links: list[Link], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(links) - 1))
    base = head_of(links[:cut]) if cut else Head(0, genesis(STRAND))
    assert list(broken_links(STRAND, base=base, links=links[cut:], head=head_of(links))) == []


@given(strands, st.data())
def test_a_removed_entry_is_named(links: list[Link], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(links) - 1))
    kind = FindingKind.CUT if place == len(links) - 1 else FindingKind.MISSING
    assert findings(links[:place] + links[place + 1 :], head_of(links)) == [Finding(STRAND, place + 1, kind)]


@given(strands, loose, st.data())
def test_a_replaced_entry_is_named_unless_it_says_the_same(links: list[Link], other: Link, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(links) - 1))
    forged = replace(other, seq=place + 1, hash=links[place].hash)
    same = canonical(forged) == canonical(links[place])
    expected = [] if same else [Finding(STRAND, place + 1, FindingKind.ALTERED)]
    assert findings([*links[:place], forged, *links[place + 1 :]], head_of(links)) == expected


@given(strands, loose)
def test_an_entry_added_after_the_head_is_named(links: list[Link], other: Link) -> None:
    added = chained([*links, other])
    assert findings(added, head_of(links)) == [Finding(STRAND, len(links) + 1, FindingKind.ADDED)]


@given(strands)
def test_another_head_than_the_last_entry_is_named(links: list[Link]) -> None:
    assert findings(links, Head(len(links), bytes(32))) == [Finding(STRAND, len(links), FindingKind.ALTERED)]


@given(loose, loose)
def test_two_entries_have_the_same_bytes_only_when_they_say_the_same(one: Link, other: Link) -> None:
    assert (canonical(one) == canonical(other)) == (one == other)


@pytest.mark.parametrize("gap", [timedelta(microseconds=1), timedelta(days=1)])
def test_a_moment_is_covered_to_the_microsecond(gap: timedelta) -> None:
    at = datetime(2022, 8, 7, 12, 0, 0, 999_999, tzinfo=UTC)
    link = Link(STRAND, 1, at, "user", 1, "", "", "", "", None, (), "", b"")
    assert canonical(link) != canonical(replace(link, at=at + gap))


@given(st.integers(0, 16), st.integers(0, 2**48 - 1))
def test_an_id_gives_back_its_strand_and_place(strand: int, seq: int) -> None:
    assert place_of(entry_id(strand, seq)) == (strand, seq)
