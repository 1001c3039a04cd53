"""The phone list, the task page, the dispatch desk and the posts page, as people use them."""

import pytest
from pytest_django import DjangoAssertNumQueries

from outpace.command.choices import OwnerCode
from outpace.command.models import Post, PostHolder, Task
from outpace.command.tests.browsing import LATER, as_holder, as_role, send, text
from outpace.command.tests.world import COUNTY, MORNING, OTHER_TOWN, TOWN, Headquarters, case, minutes
from outpace.kernel import clock
from outpace.screening.tests.people import user_with


@pytest.fixture
def pool(headquarters: Headquarters) -> Headquarters:
    """A county in which a pool was found positive in the morning."""
    with clock.at(MORNING):
        headquarters.pool()
    return headquarters


def recall() -> Task:
    return Task.objects.get(kind="recall_samples", subject="pool:1")


def test_a_holder_sees_what_the_post_owes_the_nearest_deadline_first(pool: Headquarters) -> None:
    page = text(as_holder(pool, OwnerCode.SAMPLING_TEAM, TOWN), "/command/")
    assert page.index("Call back everyone in the tube") < page.index("Test each of them again, alone")
    assert "20 min left" in page
    assert "Inform the police post" not in page


def test_who_holds_no_post_is_told_so(pool: Headquarters) -> None:
    assert "You hold no post" in text(as_role("sampler", TOWN), "/command/")


def test_a_late_task_says_so_in_words_and_comes_up(pool: Headquarters) -> None:
    above = as_holder(pool, OwnerCode.SAMPLING_TEAM)
    page = text(above, "/command/", at=MORNING + minutes(45))
    assert "Come up to you from below" in page
    assert "15 min late" in page


def test_steps_are_taken_by_plain_forms(pool: Headquarters) -> None:
    client, url = as_holder(pool, OwnerCode.SAMPLING_TEAM, TOWN), f"/command/tasks/{recall().pk}/step/"
    assert send(client, url, step="accepted", back="mine").headers["location"] == "/command/"
    assert send(client, url, step="done", text="all nine reached").headers["location"] == f"/command/tasks/{recall().pk}/"
    assert recall().state == "done"


def test_a_refused_step_keeps_what_was_typed(pool: Headquarters) -> None:
    client, url = as_holder(pool, OwnerCode.SAMPLING_TEAM, TOWN), f"/command/tasks/{recall().pk}/step/"
    send(client, url, step="done", text="all nine reached")
    answer = send(client, url, step="refused", text="no vehicle left")
    assert answer.status_code == 422
    assert "This task has moved on meanwhile" in answer.content.decode()


def test_the_task_page_shows_the_line_of_the_pack_it_rests_on(pool: Headquarters) -> None:
    page = text(as_holder(pool, OwnerCode.SAMPLING_TEAM, TOWN), f"/command/tasks/{recall().pk}/")
    assert "first_actions.pool_recall" in page
    assert "Langfang" in page
    assert "Not fully confirmed" in page


def test_a_task_leads_to_its_subject_only_who_may_open_it(pool: Headquarters) -> None:
    link, url = 'href="/screening/positives/1/"', f"/command/tasks/{recall().pk}/"
    site_head = text(as_holder(pool, OwnerCode.SAMPLING_TEAM, TOWN), url)
    assert "Positive pool 1" in site_head
    assert link not in site_head
    assert link in text(as_role("duty_officer"), url, at=LATER)


def test_a_task_of_another_area_looks_absent(pool: Headquarters) -> None:
    with clock.at(LATER):
        assert as_role("duty_officer", OTHER_TOWN).get(f"/command/tasks/{recall().pk}/").status_code == 404


def test_the_desk_counts_by_post_and_filters(pool: Headquarters) -> None:
    desk = as_role("duty_officer")
    page = text(desk, "/command/desk/", at=MORNING + minutes(45))
    assert page.index("Call back everyone in the tube") < page.index("Test each of them again, alone")
    assert "Test each of them again" not in text(desk, "/command/desk/?show=late", at=MORNING + minutes(45))
    assert "Nothing is owed here" in text(desk, f"/command/desk/?area={OTHER_TOWN}")
    assert "Inform the police post" not in text(desk, "/command/desk/?owner=sampling_team")


def test_the_desk_takes_back_and_gives_away_many_at_once(pool: Headquarters) -> None:
    desk, keys = as_role("duty_officer"), list(Task.objects.filter(owner="sampling_team").values_list("pk", flat=True))
    county = pool.posts["sampling_team", COUNTY]
    assert send(desk, "/command/desk/act/", what="reassign", tasks=keys, post=county).status_code == 303
    assert set(Task.objects.filter(pk__in=keys).values_list("post_id", flat=True)) == {county}
    assert send(desk, "/command/desk/act/", what="withdraw", tasks=keys, reason="drill over").status_code == 303
    assert set(Task.objects.filter(pk__in=keys).values_list("state", flat=True)) == {"withdrawn"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"what": "withdraw", "reason": "x"}, "Choose at least one task."),
        ({"what": "reassign", "tasks": ["1"]}, "Choose the post that gets them."),
        ({"what": "explode"}, "This form was incomplete"),
    ],
)
def test_the_desk_says_what_is_missing(pool: Headquarters, given: dict[str, object], said: str) -> None:
    answer = send(as_role("duty_officer"), "/command/desk/act/", **given)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_a_task_is_issued_from_a_form(headquarters: Headquarters) -> None:
    desk, form = as_role("duty_officer"), {"owner": "sampling_team", "minutes": 30, "text": "second table"}
    assert send(desk, "/command/issue/", areas=f"{TOWN}\n{OTHER_TOWN}", **form).status_code == 303
    assert {task.due_at for task in Task.objects.all()} == {LATER + minutes(30)}
    assert send(desk, "/command/issue/", areas="nowhere", **form).status_code == 422


def test_a_holder_reads_the_instruction_in_the_list(headquarters: Headquarters) -> None:
    form = {"owner": "sampling_team", "minutes": 30, "text": "second table", "areas": TOWN}
    send(as_role("duty_officer"), "/command/issue/", **form)
    assert "second table" in text(as_holder(headquarters, OwnerCode.SAMPLING_TEAM, TOWN), "/command/")


def test_the_posts_page_names_the_gaps(pool: Headquarters) -> None:
    page = text(as_role("duty_officer"), "/command/posts/")
    assert "Where nobody stands" in page
    assert "nobody holds this post" in page


def test_posts_are_opened_held_left_and_closed(headquarters: Headquarters) -> None:
    with clock.at(MORNING):
        desk, somebody = as_role("duty_officer"), user_with("site_head", COUNTY)
    made = send(desk, "/command/posts/new/", owner="police_post", area=TOWN).headers["location"]
    assert send(desk, f"{made}appoint/", username="nobody-here").status_code == 422
    assert send(desk, f"{made}appoint/", username=somebody.username).status_code == 303
    assert somebody.display_name in text(desk, made)
    assert send(desk, f"{made}relieve/{somebody.pk}/").status_code == 303
    assert PostHolder.objects.get(user=somebody).ends_at is not None
    assert send(desk, f"{made}close/").headers["location"] == "/command/posts/"
    assert Post.objects.get(owner="police_post", area_path=TOWN).closed_at is not None


@pytest.mark.parametrize(
    ("role", "url", "status"),
    [
        ("auditor", "/command/", 403),
        ("sampler", "/command/desk/", 403),
        ("sampler", "/command/issue/", 403),
        ("observer", "/command/posts/", 403),
        ("sampler", "/command/posts/", 200),
        ("sampler", "/command/posts/new/", 403),
    ],
)
def test_each_page_opens_to_those_it_is_for(headquarters: Headquarters, role: str, url: str, status: int) -> None:
    with clock.at(LATER):
        assert as_role(role).get(url).status_code == status


def test_lists_cost_the_same_however_long_they_are(
    headquarters: Headquarters, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with clock.at(MORNING):
        for number in range(1, 12):
            headquarters.pool(number)
            headquarters.tell(case(number))
    phone, desk = as_holder(headquarters, OwnerCode.DUTY_OFFICER, role="duty_officer"), as_role("duty_officer")
    late = MORNING + minutes(400)
    for client, url in ((phone, "/command/"), (desk, "/command/desk/"), (desk, "/command/posts/")):
        text(client, url, at=late)
        with django_assert_max_num_queries(12):
            text(client, url, at=late)


def test_the_next_page_goes_on_where_the_first_ended(headquarters: Headquarters) -> None:
    with clock.at(MORNING):
        for number in range(1, 20):
            headquarters.pool(number)
    client = as_holder(headquarters, OwnerCode.SAMPLING_TEAM, TOWN)
    with clock.at(LATER):
        first = client.get("/command/")
        second = client.get(first.context["next_url"])
    seen = [card.row.id for answer in (first, second) for card in answer.context["cards"]]
    assert len(seen) == len(set(seen)) == 38
