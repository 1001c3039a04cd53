"""The placement desk: proposals with reasons, signed one by one or together, by those who may."""

from pytest_django import DjangoAssertNumQueries

from epiworks.protocol import Place
from outpace.isolation import api
from outpace.isolation.choices import PlacementState
from outpace.isolation.models import Bed, Placement
from outpace.isolation.tests.browsing import as_role, post, text
from outpace.isolation.tests.world import Isolation, commander, tell
from outpace.registry.models import Household, Person


def proposed(isolation: Isolation, *placements: Placement) -> list[str]:
    rows = api.wanted(commander(isolation)).items
    found = api.proposals(commander(isolation), rows)
    chosen = [found[placement.pk].choice for placement in placements]
    return [f"{choice.placement_id}:{choice.facility_id}:{choice.bed_id or ''}" for choice in chosen]


def test_the_desk_proposes_and_says_why(isolation: Isolation) -> None:
    isolation.want(isolation.people[0])
    page = text(as_role(isolation, "commander"), "/isolation/placements/")
    assert "Isolation site 1" in page
    assert "nearest place of its kind with a free room" in page
    assert "regimen.close" in page


def family(isolation: Isolation, *birth_years: int) -> list[int]:
    """People born in these years, of one home."""
    home = Household.objects.create(grid_id=isolation.world.grids[0].pk, number="H1")
    for person, year in zip(isolation.people, birth_years, strict=False):
        Person.objects.filter(pk=person).update(household=home, birth_year=year)
    return isolation.people[: len(birth_years)]


def test_a_child_asked_for_later_is_proposed_the_bed_beside_its_mother_and_signed_into_it(isolation: Isolation) -> None:
    mother, child = family(isolation, 1985, 2016)
    first, second = Bed.objects.filter(room__facility_id=isolation.site, room__code="000").order_by("number")
    isolation.sign(isolation.want(mother), bed=first.pk)
    wanted = isolation.want(child)
    assert proposed(isolation, wanted) == [f"{wanted.pk}:{isolation.site}:{second.pk}"]
    client, url = as_role(isolation, "commander"), f"/isolation/placements/{wanted.pk}/"
    assert "shares a room with an adult of the same home" in text(client, url)
    assert "Signed; the bed is reserved" in post(client, url, choice=f"{isolation.site}:{second.pk}", note="").content.decode()
    assert Placement.objects.get(pk=wanted.pk).grounds == ["together", "accompanied"]


def test_a_human_may_choose_a_bed_beside_people_of_the_home_and_nobody_else_is_offered_it(isolation: Isolation) -> None:
    brother, sister = family(isolation, 1985, 1990)
    first, second = Bed.objects.filter(room__facility_id=isolation.site, room__code="000").order_by("number")
    isolation.sign(isolation.want(brother), bed=first.pk)
    offered = [
        second.pk in {option.bed_id for option in api.options_for(commander(isolation), api.get_placement(commander(isolation), wanted.pk))}
        for wanted in (isolation.want(sister), isolation.want(isolation.people[2]))
    ]
    assert offered == [True, False]


def test_the_most_urgent_request_comes_first(isolation: Isolation) -> None:
    later, sooner = isolation.want(isolation.people[0]), None
    tell(isolation.case(isolation.people[1]))
    sooner = Placement.objects.exclude(pk=later.pk).get()
    rows = api.wanted(commander(isolation)).items
    assert [row.id for row in rows] == [sooner.pk, later.pk]


def test_many_are_signed_with_one_press_and_reserve_their_own_beds(isolation: Isolation) -> None:
    wanted = [isolation.want(person) for person in isolation.people[:3]]
    given = proposed(isolation, *wanted)
    page = post(as_role(isolation, "commander"), "/isolation/placements/sign/", chosen=given).content.decode()
    assert "3 places signed" in page
    assert set(Placement.objects.values_list("state", flat=True)) == {PlacementState.SIGNED}
    assert all(grounds for grounds in Placement.objects.values_list("grounds", flat=True))


def test_a_bed_gone_meanwhile_is_named_and_the_rest_is_signed(isolation: Isolation) -> None:
    first, second = (isolation.want(person) for person in isolation.people[:2])
    given = proposed(isolation, first, second)
    other = isolation.want(isolation.people[2])
    isolation.sign(other, bed=int(given[0].split(":")[2]))
    page = post(as_role(isolation, "commander"), "/isolation/placements/sign/", chosen=given).content.decode()
    assert "1 place signed" in page
    assert f"Request {first.pk}:" in page


def test_nothing_ticked_is_refused_in_place(isolation: Isolation) -> None:
    isolation.want(isolation.people[0])
    answer = post(as_role(isolation, "commander"), "/isolation/placements/sign/")
    assert answer.status_code == 422
    assert "Tick at least one request" in answer.content.decode()


def test_all_of_a_page_are_ticked_at_once_and_signed_only_by_the_button(isolation: Isolation) -> None:
    for person in isolation.people[:2]:
        isolation.want(person)
    client = as_role(isolation, "commander")
    assert " checked" not in text(client, "/isolation/placements/")
    assert text(client, "/isolation/placements/?state=requested&ticked=1").count(" checked") == 2
    assert not Placement.objects.exclude(signed_by="").exists()


def test_a_duty_officer_reads_the_desk_and_cannot_sign(isolation: Isolation) -> None:
    wanted = isolation.want(isolation.people[0])
    client = as_role(isolation, "duty_officer")
    assert "Sign those ticked" not in text(client, "/isolation/placements/")
    assert post(client, "/isolation/placements/sign/", chosen=proposed(isolation, wanted)).status_code == 403


def test_one_request_is_signed_for_another_place_and_says_so(isolation: Isolation) -> None:
    wanted = isolation.want(isolation.people[0])
    other = f"{isolation.site}:{isolation.free_bed(isolation.site)}"
    page = post(as_role(isolation, "commander"), f"/isolation/placements/{wanted.pk}/", choice=other, note="").content.decode()
    assert "Signed; the bed is reserved" in page
    assert Placement.objects.get().signed_by


def test_what_is_signed_is_not_signed_again_by_a_second_press(isolation: Isolation) -> None:
    wanted = isolation.want(isolation.people[0])
    client, url = as_role(isolation, "commander"), f"/isolation/placements/{wanted.pk}/"
    folded = "Sign for another place: the bed reserved now is given back"
    assert folded not in text(client, url)
    isolation.sign(wanted)
    page = text(client, url)
    assert page.index("<details") < page.index(folded) < page.index('name="choice"') < page.index("</details>", page.index(folded))


def test_home_instead_needs_a_reason_on_the_page_too(isolation: Isolation) -> None:
    wanted = isolation.want(isolation.people[0])
    client, url = as_role(isolation, "commander"), f"/isolation/placements/{wanted.pk}/"
    refused = post(client, url, choice=f"{isolation.home}:", note="")
    assert refused.status_code == 422
    assert "Say why the person stays at home" in refused.content.decode()
    assert post(client, url, choice=f"{isolation.home}:", note="assessed by the township doctor").status_code == 200
    assert Placement.objects.get().facility_id == isolation.home


def test_an_empty_desk_says_so(isolation: Isolation) -> None:
    assert "Nobody waits for a signature" in text(as_role(isolation, "commander"), "/isolation/placements/")


def test_the_desk_asks_a_bounded_number_of_questions(isolation: Isolation, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for person in isolation.people:
        isolation.want(person)
    client = as_role(isolation, "commander")
    with django_assert_max_num_queries(24):
        text(client, "/isolation/placements/")


def test_home_isolation_is_proposed_to_the_home_team(isolation: Isolation) -> None:
    wanted = isolation.want(isolation.people[0], Place.HOME_ISOLATION)
    assert proposed(isolation, wanted) == [f"{wanted.pk}:{isolation.home}:"]
