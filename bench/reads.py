"""What a person waits for: the round overview, a grid's missing list by name, one person found by document number."""

import random
from collections.abc import Callable

import orjson

from bench.client import Answer, device, duty_officer
from bench.report import Row, quantile
from bench.size import Size
from bench.world import World
from outpace.kernel import crypto
from outpace.kernel.accounts import NewToken, issue_token
from outpace.kernel.scope import AreaPath, system_actor
from outpace.registry.models import Area, Person

CALLS = 200


def rows(world: World, size: Size) -> list[Row]:
    """Measure each read over HTTP, one caller, a different subject every time."""
    drawn = random.Random(7)
    prefecture = Area.objects.get(pk=world.prefecture)
    duty = duty_officer(prefecture.path)
    token = issue_token(system_actor("bench"), NewToken("bench", "site_device", AreaPath(prefecture.path), world.sites[0], 1)).token
    reader = device(token)
    grids = list(Area.objects.filter(kind_id="grid").values_list("pk", flat=True))
    people = list(Person.objects.filter(pk__in=drawn.sample(range(world.first_person, world.first_person + world.people), CALLS)))
    documents = [crypto.unseal(bytes(person.document_sealed or b"")) for person in people]
    pass_id = world.passes[0]
    asked: dict[str, Callable[[int], Answer]] = {
        "round overview (page)": lambda _: duty.get(f"/screening/passes/{pass_id}/"),
        "missing list of a grid, names revealed and logged (page)": lambda n: duty.get(
            f"/screening/passes/{pass_id}/grids/{grids[n * 7 % len(grids)]}/"
        ),
        "exact document look-up (API)": lambda n: reader.post("/api/v1/registry/people/by-document", orjson.dumps({"typed": documents[n]})),
    }
    goals = ("p95 < 200 ms", "p95 < 200 ms", "p95 < 10 ms")
    return [_row(what, ask, goal) for (what, ask), goal in zip(asked.items(), goals, strict=True)]


def _row(what: str, ask: Callable[[int], Answer], goal: str) -> Row:
    for warm in range(10):
        ask(warm)
    answers = [ask(number) for number in range(CALLS)]
    wrong = [answer.status for answer in answers if answer.status != 200]
    times = [answer.milliseconds for answer in answers]
    figure = " / ".join(f"{quantile(times, share):.1f} ms" for share in (0.5, 0.95, 0.99))
    return Row(f"{what}: p50 / p95 / p99", figure, goal, f"{len(answers)} calls, {len(wrong)} refused {wrong[:3] or ''}")
