"""A share of the finished investigations is read again by a second person: drawn so that nobody chooses, gaps are owed."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from outpace.casework import api
from outpace.casework.choices.relooks import Gap, RelookOutcome
from outpace.casework.data.relooks import Reading
from outpace.casework.models import Case, Deliverable, Relook
from outpace.casework.tests.cases_world import NOON, TODAY, Ward, ward
from outpace.casework.tests.test_cases_pages import read, send
from outpace.casework.tests.test_cases_rest import call
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import NotAllowed, NotFound, system_actor
from outpace.screening.tests.browsing import as_role
from outpace.screening.tests.world import staff

TOMORROW = NOON + timedelta(days=1)
GAPS = Reading(RelookOutcome.GAPS, (Gap.CONTACTS, Gap.SOURCE), "two colleagues of the night shift")


@pytest.fixture
def here(db: None) -> Ward:
    return ward()


@pytest.fixture
def case(here: Ward) -> Case:
    return investigated(here)


def investigated(here: Ward, number: int = 0) -> Case:
    """A case whose investigation the investigator finished today."""
    case = here.positive(here.people(number + 1)[number], tube=f"T{number}")
    with clock.at(NOON + timedelta(hours=2)):
        api.finish_deliverable(here.judge, case.pk, "investigation")
    return case


def draw(*, days: int = 1) -> int:
    with clock.at(NOON + timedelta(days=days)):
        return api.draw_relooks(system_actor("casework"))


def waiting(here: Ward) -> list[int]:
    return [row.case_id for row in api.list_relooks(here.second).items]


def test_a_day_is_drawn_from_once_it_is_over_and_again_finds_the_same(here: Ward, case: Case) -> None:
    assert [draw(days=0), draw(), draw(days=2)] == [0, 1, 0]
    row = Relook.objects.get()
    assert (row.case_id, row.finished_on, row.percent, row.investigator) == (case.pk, TODAY, 10, "Investigator Ma")


def test_a_day_keeps_the_share_it_was_first_drawn_at(here: Ward, settings: Settings) -> None:
    for number in range(3):
        investigated(here, number)
    draw()
    settings.RELOOK_PERCENT = 100
    assert (draw(days=2), Relook.objects.count()) == (0, 1)


def test_it_is_read_by_somebody_other_than_who_investigated_and_the_first_reading_stands(here: Ward, case: Case) -> None:
    draw()
    row = Relook.objects.get()
    with pytest.raises(Refusal, match="same_person"):
        api.read_again(here.judge, row.pk, Reading(RelookOutcome.AGREED))
    api.read_again(here.second, row.pk, Reading(RelookOutcome.AGREED))
    api.read_again(here.second, row.pk, GAPS)
    row.refresh_from_db()
    assert (row.outcome, row.gaps, row.read_by, waiting(here)) == ("agreed", [], "Investigator Li", [])
    assert "relook_gaps" not in {one.name for one in api.get_case(here.judge, case.pk).owing}


def test_gaps_are_owed_by_the_investigation_until_they_are_closed(here: Ward, case: Case) -> None:
    draw()
    number = Relook.objects.get().pk
    with clock.at(TOMORROW):
        api.read_again(here.second, number, GAPS)
        (owed,) = [one for one in api.get_case(here.judge, case.pk).owing if one.name == "relook_gaps"]
        assert (owed.due_at, owed.because[0].address) == (TOMORROW + timedelta(hours=24), "limits.relook_gaps")
        assert (api.count_relooks(here.judge).gaps, api.count_relooks(here.judge).still_open) == (1, 1)
        api.finish_deliverable(here.judge, case.pk, "relook_gaps")
        assert api.count_relooks(here.judge).still_open == 0
        assert api.get_relook(here.judge, number).row.closed_at == TOMORROW


@pytest.mark.parametrize("reading", [Reading(RelookOutcome.GAPS), Reading(RelookOutcome.AGREED, (Gap.DATES,))])
def test_a_reading_that_contradicts_itself_is_refused(here: Ward, case: Case, reading: Reading) -> None:
    draw()
    with pytest.raises(Refusal, match="gaps"):
        api.read_again(here.second, Relook.objects.get().pk, reading)


def test_only_named_people_who_judge_cases_there_read_again(here: Ward, case: Case) -> None:
    draw()
    number = Relook.objects.get().pk
    for actor in (staff("commander", here.world.county.path), system_actor("casework")):
        with pytest.raises(NotAllowed):
            api.read_again(actor, number, GAPS)
    for missing in (number, 0):
        with pytest.raises(NotFound):
            api.read_again(staff("investigator", "/53/"), missing, GAPS)


def test_an_excluded_case_is_not_read_again(here: Ward, case: Case) -> None:
    draw()
    here.turn(case, "excluded", note="two negative re-tests")
    assert (waiting(here), api.count_relooks(here.second).drawn) == ([], 0)
    with pytest.raises(Refusal, match="case_excluded"):
        api.read_again(here.second, Relook.objects.get().pk, GAPS)
    assert not Deliverable.objects.filter(case=case, done_at=None, dropped_at=None).exists()


def test_a_list_takes_as_many_queries_for_one_as_for_three(
    here: Ward, settings: Settings, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    settings.RELOOK_PERCENT = 100
    cases = [investigated(here, number).pk for number in range(3)]
    draw()
    with django_assert_max_num_queries(2):
        assert waiting(here) == cases
    assert len(api.list_relooks(here.second, size=2).items) == 2


def test_the_page_takes_what_was_found_and_says_what_is_missing(here: Ward, case: Case) -> None:
    draw()
    number, browser = Relook.objects.get().pk, as_role("investigator", here.world.county.path)
    url = f"/casework/relooks/{number}/"
    listed = read(browser, "/casework/relooks/")
    assert (url in listed, "8 Nov" in listed, "8 Nov 2021" in listed) == (True, True, False)  # the year by the one clock
    assert "Say which gaps you found." in send(browser, f"{url}read/", status=422, outcome="gaps")
    send(browser, f"{url}read/", outcome="gaps", gaps="contacts")
    assert "contacts are missing" in read(browser, url)
    assert "gaps found, still open" in read(browser, "/casework/relooks/?state=read")
    assert "gaps of the re-look closed" in read(browser, f"/casework/cases/{case.pk}/")


def test_the_page_counts_investigations_and_says_what_is_empty_in_chinese(here: Ward) -> None:
    browser = as_role("investigator", here.world.county.path)
    browser.cookies["django_language"] = "zh-hans"
    pages = [read(browser, f"/casework/relooks/?state={state}") for state in ("waiting", "read")]
    assert [word in page for word, page in zip(("没有待复核的流调", "没有已复核的流调"), pages, strict=True)] == [True, True]
    assert (pages[0].count('op-stat-unit">例<'), 'op-stat-unit">人<' in pages[0], "未发现问题" in pages[0]) == (3, False, True)


def test_whoever_only_reads_cases_is_told_that_somebody_else_reads_this(here: Ward, case: Case) -> None:
    draw()
    text = read(as_role("commander", here.world.county.path), f"/casework/relooks/{Relook.objects.get().pk}/")
    assert ("Somebody else reads this" in text, "Sign what you found" in text) == (True, False)


def test_json_lists_those_to_be_read_and_takes_a_reading(here: Ward, case: Case) -> None:
    draw()
    client, reader = (as_role(role, here.world.county.path) for role in ("investigator", "commander"))
    (row,) = call(reader, "/api/v1/casework/relooks")["items"]
    assert (row["case_id"], row["reading"]) == (case.pk, None)
    told = call(client, f"/api/v1/casework/relooks/{row['id']}/reading", {"outcome": "gaps", "gaps": ["source"]})
    assert told["reading"] == {"outcome": "gaps", "gaps": ["source"], "note": ""}
    assert [found["id"] for found in call(reader, "/api/v1/casework/relooks?read=true")["items"]] == [row["id"]]
