"""The chain: sources with doubt judged by a person, generations, cases without a source, and the picture of it."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from outpace.casework import api
from outpace.casework.choices.cases import Doubt
from outpace.casework.models import Case, SourceFact
from outpace.casework.selectors.cases.chain import Chain, ChainNode, links_above
from outpace.casework.tests.cases_world import NOON, Ward, ward
from outpace.casework.tests.test_cases_pages import read, send
from outpace.casework.web.chain_layout import DESK, PHONE, picture
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import NotAllowed, NotFound
from outpace.screening.tests.browsing import as_role
from outpace.screening.tests.world import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Ward:
    return ward()


@pytest.fixture
def three(here: Ward) -> list[Case]:
    """Three cases, two hours apart."""
    return [here.positive(person, tube=f"T{n}", at=NOON + timedelta(hours=2 * n)) for n, person in enumerate(here.people(3))]


def judge(here: Ward, case: Case, source: Case, doubt: Doubt = Doubt.LIKELY) -> None:
    api.judge_source(here.judge, case.pk, source.pk, doubt=doubt, reason="dinner together")


def test_generations_follow_the_links_and_the_first_has_no_known_source(here: Ward, three: list[Case]) -> None:
    judge(here, three[1], three[0])
    judge(here, three[2], three[1])
    found = api.chain(here.judge)
    assert [node.generation for node in found.nodes] == [1, 2, 3]
    assert found.unlinked == 1


def test_a_later_judgement_of_the_same_pair_holds_and_the_first_is_kept(here: Ward, three: list[Case]) -> None:
    judge(here, three[1], three[0])
    judge(here, three[1], three[0], Doubt.RULED_OUT)
    assert api.chain(here.judge).links == ()
    assert SourceFact.objects.count() == 2


def test_a_case_never_becomes_its_own_source(here: Ward, three: list[Case]) -> None:
    judge(here, three[1], three[0])
    with pytest.raises(Refusal, match="own_source"):
        judge(here, three[0], three[1])


def test_an_excluded_case_leaves_the_chain(here: Ward, three: list[Case]) -> None:
    judge(here, three[1], three[0])
    here.turn(three[0], "excluded", note="two negative re-tests")
    assert [node.case_id for node in api.chain(here.judge).nodes] == [three[1].pk, three[2].pk]


def test_cases_of_whom_the_person_was_a_contact_are_proposed_as_sources(here: Ward) -> None:
    first, second = here.people(2)
    source = here.positive(first)
    here.judged(source, here.exposed(second))
    case = here.positive(second, tube="T2")
    assert api.possible_sources(here.judge, case.pk) == (source.pk,)


def test_a_duty_officer_judges_no_source(here: Ward, three: list[Case]) -> None:
    with pytest.raises(NotAllowed):
        api.judge_source(staff("duty_officer", here.world.county.path), three[1].pk, three[0].pk, doubt=Doubt.LIKELY, reason="?")


def test_a_source_out_of_scope_looks_like_none(here: Ward, three: list[Case]) -> None:
    with pytest.raises(NotFound):
        api.judge_source(here.judge, three[1].pk, 10**9, doubt=Doubt.LIKELY, reason="?")


def test_the_page_draws_the_chain_and_says_the_same_in_a_table(here: Ward, three: list[Case]) -> None:
    browser = as_role("investigator", here.world.county.path)
    send(browser, f"/casework/cases/{three[1].pk}/sources/", source=str(three[0].pk), doubt="possible", reason="same bus")
    text = read(browser, "/casework/chain/")
    assert text.count('r="6"') == 2 * 3, "once for desks and once, all of it on the screen, for phones"
    assert 'stroke-dasharray="2 5"' in text
    assert f"Case {three[0].pk} (possible)" in text


def test_on_a_phone_the_newest_case_is_seen_without_scrolling(here: Ward, three: list[Case]) -> None:
    drawn = picture(api.chain(staff("investigator", here.world.county.path)), PHONE)
    assert drawn.width <= 390 - 2 * 15
    assert max(dot.x for dot in drawn.dots) + 12 + 60 <= drawn.width, "beside the dot, the name of the case"


@pytest.mark.parametrize(
    ("begins", "ends", "named"), [((8, 23), (10, 22), [8, 9, 10]), ((8, 10), (9, 23), [8, 9]), ((8, 23), (10, 1), [8, 9])]
)
def test_the_day_of_the_last_case_is_named_where_there_is_room(begins: tuple[int, int], ends: tuple[int, int], named: list[int]) -> None:
    first, last = (datetime(2021, 11, day, hour, tzinfo=timezone.get_current_timezone()) for day, hour in (begins, ends))
    nodes = tuple(ChainNode(number, "confirmed", at, 1, linked=False) for number, at in enumerate((first, last), 1))
    ticks = picture(Chain(nodes, ()), DESK).ticks
    assert [timezone.localtime(tick.at).day for tick in ticks] == named
    assert ticks[-1].x <= DESK.at(1)


def test_an_unknown_source_is_said_at_its_field(here: Ward, three: list[Case]) -> None:
    browser = as_role("investigator", here.world.county.path)
    url = f"/casework/cases/{three[1].pk}/sources/"
    assert "No such case in your areas." in send(browser, url, status=422, source="999999999", doubt="possible", reason="?")


def test_an_empty_chain_says_so(here: Ward) -> None:
    assert "No case to draw" in read(as_role("commander", here.world.county.path), "/casework/chain/")


@pytest.fixture
def six(here: Ward) -> list[Case]:
    """Six cases, each infected by the one before."""
    people = [*here.people(3), *here.people(3, grid=1)]
    row = [here.positive(person, tube=f"T{n}", at=NOON + timedelta(hours=n)) for n, person in enumerate(people)]
    for source, case in pairwise(row):
        judge(here, case, source)
    return row


def test_around_a_case_a_source_beyond_the_last_link_is_known_and_its_generation_is_not_guessed(here: Ward, six: list[Case]) -> None:
    found = api.chain_around(here.judge, six[5].pk)
    assert [(node.case_id, node.linked, node.generation) for node in found.nodes] == [(case.pk, True, None) for case in six[2:]]
    assert [(link.case_id, link.source_id) for link in found.beyond] == [(six[2].pk, six[1].pk)]
    assert found.unlinked == 0
    text = read(as_role("investigator", here.world.county.path), f"/casework/cases/{six[5].pk}/chain/")
    assert f">Case {six[1].pk}</a> (likely, not drawn)" in text
    assert "the generation is left out" in text


def test_around_the_first_case_generations_are_those_of_the_whole_chain(here: Ward, six: list[Case]) -> None:
    assert [node.generation for node in api.chain_around(here.judge, six[1].pk).nodes] == [1, 2, 3, 4, 5]


def test_a_source_that_was_excluded_is_no_known_one_beyond_either(here: Ward, six: list[Case]) -> None:
    here.turn(six[1], "excluded", note="two negative re-tests")
    found = api.chain_around(here.judge, six[5].pk)
    assert [(node.linked, node.generation) for node in found.nodes] == [(False, 1), (True, 2), (True, 3), (True, 4)]


def test_a_case_never_becomes_its_own_source_however_long_the_way_and_only_that_way_is_read(here: Ward, six: list[Case]) -> None:
    with pytest.raises(Refusal, match="own_source"):
        judge(here, six[0], six[4])
    assert [(link.case, link.source) for link in links_above(six[2].pk)] == [(six[1].pk, six[0].pk), (six[2].pk, six[1].pk)]
    judge(here, six[3], six[2], Doubt.RULED_OUT)
    judge(here, six[0], six[4])


def test_around_a_case_stand_those_three_links_away_and_no_farther(here: Ward, six: list[Case]) -> None:
    found = api.chain_around(here.judge, six[0].pk)
    assert [node.case_id for node in found.nodes] == [case.pk for case in six[:4]]
    assert not found.cut


def test_around_a_case_a_link_that_was_ruled_out_leads_nowhere(here: Ward, three: list[Case]) -> None:
    judge(here, three[1], three[0])
    judge(here, three[1], three[0], Doubt.RULED_OUT)
    assert [node.case_id for node in api.chain_around(here.judge, three[0].pk).nodes] == [three[0].pk]


def test_around_a_case_of_another_county_there_is_nothing(here: Ward, three: list[Case]) -> None:
    with pytest.raises(NotFound):
        api.chain_around(staff("investigator", "/62/6212/621228/"), three[0].pk)


def test_looking_around_takes_two_queries_a_hop(
    here: Ward, three: list[Case], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    judge(here, three[1], three[0])
    judge(here, three[2], three[1])
    with django_assert_max_num_queries(7):
        api.chain_around(here.judge, three[0].pk)


def test_the_page_around_a_case_draws_it(here: Ward, three: list[Case]) -> None:
    judge(here, three[1], three[0])
    page = as_role("investigator", here.world.county.path).get(f"/casework/cases/{three[0].pk}/chain/").content.decode()
    assert f"/casework/cases/{three[1].pk}/chain/" in page
