"""How many to a tube, by JSON: the page's question and answer, for whoever plans the pass."""

from typing import Any

import pytest

from outpace.screening.models import Pass
from outpace.screening.tests.test_rest_reads import ask
from outpace.screening.tests.world import World


def sizes(world: World, query: str = "", role: str = "screening_lead", path: str = "") -> Any:
    return ask(role, path or world.county.path, f"passes/{world.pass_id}/pool-sizes?{query}")


def test_each_size_is_told_with_what_it_finds_and_one_is_the_best(world: World) -> None:
    said = sizes(world, "people=190000&tests=25000").json()
    best = [size for size in said["sizes"] if size["is_best"]]
    assert (said["people"], said["tests"], said["infected"]) == (190_000, 25_000, 95.0)
    assert [(size["pool"], size["is_allowed"]) for size in best] == [(said["best"], True)] == [(8, True)]
    assert {len(size["found_at"]) for size in said["sizes"]} == {len(said["at_cts"])}


def test_who_is_due_is_counted_where_nobody_says_how_many(world: World) -> None:
    assert sizes(world).json()["people"] == sum(map(len, world.people.values()))


def test_own_ct_values_are_worked_with(world: World) -> None:
    sure, doubtful = (sizes(world, f"people=9000&tests=900&own=18&own={ct}").json() for ct in (19, 36.5))
    assert sure["sizes"][-1]["sensitivity"] > doubtful["sizes"][-1]["sensitivity"]


@pytest.mark.parametrize(
    ("query", "code"),
    [("own=39", "no_ct"), ("people=0", "invalid"), ("own=nan", "invalid"), ("cutoff=60", "invalid"), ("gene=x", "invalid")],
)
def test_what_cannot_be_worked_with_is_refused(world: World, query: str, code: str) -> None:
    answer = sizes(world, query)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_pass_of_single_tubes_is_refused(world: World) -> None:
    Pass.objects.filter(pk=world.pass_id).update(is_retest=True)
    assert sizes(world).json()["code"] == "is_single"


def test_only_who_plans_the_pass_is_advised_and_elsewhere_it_looks_absent(world: World) -> None:
    assert sizes(world, role="sampler").status_code == 403
    assert sizes(world, path="/62/6212/621228/").status_code == 404
