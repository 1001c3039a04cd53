"""Labels that print: bare codes on tubes and boxes, cards for the people of a grid."""

import pytest
from django.test import Client

from outpace.kernel.models import AuditEntry
from outpace.screening.tests.people import sign_in
from outpace.screening.tests.world import World


@pytest.fixture
def head(world: World) -> Client:
    return sign_in("site_head", world.county.path)


@pytest.mark.parametrize("kind", ["tubes", "boxes"])
def test_a_run_of_labels_carries_consecutive_codes(head: Client, kind: str) -> None:
    page = head.get(f"/screening/labels/{kind}/", {"beginning": "HX01-", "first": "7", "count": "3"}).content.decode()
    assert [code in page for code in ("HX01-000006", "HX01-000007", "HX01-000009", "HX01-000010")] == [False, True, True, False]
    assert page.count('class="op-qr"') == 3


@pytest.mark.parametrize(
    "asked", [{"beginning": "a b", "first": "1", "count": "1"}, {"beginning": "A", "first": "0", "count": "1"}, {"beginning": "A"}]
)
def test_an_impossible_run_is_refused_in_place(head: Client, asked: dict[str, str]) -> None:
    assert head.get("/screening/labels/tubes/", asked).status_code == 422


def test_cards_show_names_as_the_role_allows_and_the_read_is_logged(world: World, head: Client) -> None:
    before = AuditEntry.objects.count()
    page = head.get(f"/screening/labels/people/{world.grids[0].pk}/").content.decode()
    assert page.count('class="op-qr"') == 12
    assert "张*" in page
    assert "张3" not in page
    assert AuditEntry.objects.count() > before


def test_cards_of_another_township_do_not_exist(world: World) -> None:
    client = sign_in("site_head", world.townships[1].path)
    assert client.get(f"/screening/labels/people/{world.grids[0].pk}/").status_code == 404


def test_an_observer_prints_nothing(world: World) -> None:
    client = sign_in("observer", world.county.path)
    assert client.get("/screening/labels/").status_code == 403
    assert client.get(f"/screening/labels/people/{world.grids[0].pk}/").status_code == 403


def test_the_label_page_offers_both_kinds(head: Client) -> None:
    page = head.get("/screening/labels/").content.decode()
    assert "Tube labels" in page
    assert "Box labels" in page
