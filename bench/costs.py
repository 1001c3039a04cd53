"""What a person-sample costs, part by part: each part of one batch timed alone, in this process, on one connection.

The parts take turns, batch by batch, so that whatever else the machine does meanwhile falls on all of them alike; a part's cost is the
median, over the rounds, of what the whole took with it less what it took without it.

"Without it" is an estimate: the rate of the ingest, were this part free and everything else as it is. Parts that wait for the disk rather
than for a processor overlap with other batches, so leaving them out gains less than it says.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from itertools import count
from typing import Any

from django.db import connection, transaction

from bench.ingest import clear
from bench.load import PEOPLE, TUBES, body
from bench.report import Row, quantile
from bench.size import Size
from bench.world import World
from outpace.config import wsgi
from outpace.kernel import clock, prepared
from outpace.kernel.accounts import actor_for_token
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.screening import api
from outpace.screening.data import FillBatch
from outpace.screening.rest.wire import read_fills
from outpace.screening.selectors.standing import facts_of
from outpace.screening.services import plain
from outpace.screening.services.places import require_site

ROUNDS, WARM = 250, 10
SAMPLES = TUBES * PEOPLE
_FUNCTION: str = import_module("outpace.screening.migrations.0008_take_plain").TAKE
"""The statement that writes a batch; the benchmark makes copies of it, each with one part cut out."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """A part of the statement: what it is, where it begins in the text and where what follows it begins."""

    what: str
    begins: str
    ends: str

    def out_of(self, text: str) -> str:
        """The text without this part. Raises ValueError when the part is not there any more."""
        begin = text.index(self.begins)
        return text[:begin] + text[text.index(self.ends, begin) :]


_CUTS = (
    _Cut("inbox: every record's id claimed", "  INSERT INTO outpace_kernel_inboxrecord", "  PERFORM pg_advisory_xact_lock_shared"),
    _Cut("coverage of each grid", "), held AS (", "), booked AS ("),
    _Cut("ledger of the site", "), booked AS (", "  )\n  SELECT (SELECT count(*) FROM opened)"),
    _Cut("audit entry, chained", "  PERFORM kernel_audit_append", "END $$"),
)


@dataclass(frozen=True, slots=True)
class _Way:
    """One way of doing a batch, whole or in part, and what the connection is told before it."""

    part: Callable[[bytes, FillBatch], None]
    before: str = "SET synchronous_commit = on"


class _Undone(Exception):
    """Thrown to take a measured transaction back."""


def rows(world: World, size: Size) -> list[Row]:
    """Time each part alone; `size` is not looked at, the world is as large as it is."""
    del size
    clear(world)
    bench = _Batches(world)
    spent = bench.time(
        {
            "whole": _Way(bench.request),
            "service": _Way(bench.service),
            "hasty": _Way(bench.service, before="SET synchronous_commit = off"),
            "look-up": _Way(bench.look_up),
            "statement": _Way(bench.without(None)),
        }
        | {cut.what: _Way(bench.without(cut)) for cut in _CUTS}
    )
    whole, cuts = _median(spent["whole"]), [(cut.what, _less(spent["statement"], spent[cut.what])) for cut in _CUTS]
    parts = [
        *cuts,
        ("tubes and samples inserted, people's grids looked up", _median(spent["statement"]) - sum(seconds for _, seconds in cuts)),
        ("waiting for the disk at commit", _less(spent["service"], spent["hasty"])),
        ("site and pass looked up", _median(spent["look-up"])),
        ("address, middleware, token, JSON in and out", _less(spent["whole"], spent["service"])),
    ]
    parts.append(("everything else; parts are timed apart, so it may be below nothing", whole - sum(seconds for _, seconds in parts)))
    parts.sort(key=lambda part: -part[1])
    costs = [Row(what, _micro(seconds), "", f"without it ×{whole / (whole - seconds):.2f}") for what, seconds in parts]
    return [Row("one batch of 100 people, all of it, one caller", _micro(whole), "", "per person-sample"), *costs]


def _median(seconds: Sequence[float]) -> float:
    return quantile(seconds, 0.5)


def _less(whole: Sequence[float], without: Sequence[float]) -> float:
    """The median of what each round's whole took longer than the same round's rest."""
    return _median([all_of_it - rest for all_of_it, rest in zip(whole, without, strict=True)])


def _micro(seconds: float) -> str:
    return f"{1e6 * seconds / SAMPLES:.1f} µs"


class _Batches:
    """Batches of people nobody has sampled yet, and the parts of recording one."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pass, self._site = world.passes[0], world.sites[0]
        self._token = world.tokens[0]
        found = actor_for_token(self._token)
        if found is None:
            raise RuntimeError("the benchmark's device token has expired: remove .outpace/bench and make the world anew")
        self._actor: Actor = found
        self._next = count(0)

    def time(self, ways: Mapping[str, "_Way"]) -> dict[str, list[float]]:
        """The seconds of one batch in each way, round by round, read beforehand; the first rounds only warm up."""
        spent: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, way in ways.items():
                sent = self._body()
                batch = read_fills(sent, self._pass)
                self._set(way.before)
                started = time.perf_counter()
                way.part(sent, batch)
                spent[name].append(time.perf_counter() - started)
        self._set("SET synchronous_commit = on")
        return {name: seconds[WARM:] for name, seconds in spent.items()}

    @staticmethod
    def _set(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    def _body(self) -> bytes:
        offset = next(self._next) * SAMPLES
        return body(self._site, self._world.first_person + offset, f"COST{int(time.time()) % 100_000}-")

    def request(self, sent: bytes, _: FillBatch) -> None:
        """The whole request, from the server's door."""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": f"/api/v1/screening/passes/{self._pass}/fills",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(sent)),
            "HTTP_AUTHORIZATION": f"Bearer {self._token}",
            "wsgi.input": BytesIO(sent),
            "wsgi.url_scheme": "http",
        }
        answer = b"".join(wsgi.application(environ, lambda *_: lambda _: None))
        if answer.count(b'"accepted"') != TUBES:
            raise RuntimeError(answer[:300].decode())

    def service(self, _: bytes, batch: FillBatch) -> None:
        """The service alone."""
        api.record_fills(self._actor, batch)

    def look_up(self, _: bytes, batch: FillBatch) -> None:
        """Who may, where, in which pass."""
        require_site(self._actor, batch.site_id, Permission.SCREENING_SAMPLE)
        facts_of(self._pass)

    def without(self, cut: _Cut | None) -> Callable[[bytes, FillBatch], None]:
        """The statement with this part cut out, as a function of this session only; what it writes is taken back."""
        text, name = cut.out_of(_FUNCTION) if cut else _FUNCTION, f"pg_temp.take_{_CUTS.index(cut) if cut else 'all'}"
        self._set(text.replace("CREATE FUNCTION screening_take_plain", f"CREATE OR REPLACE FUNCTION {name}"))
        statement: Any = plain.TAKE.replace("screening_take_plain", name)
        site = require_site(self._actor, self._site, Permission.SCREENING_SAMPLE)
        log = plain.log_entry(self._actor, "screening.sampled", site=site, details={"batch": "bench", "pass": self._pass})
        facts = facts_of(self._pass)

        def part(_: bytes, batch: FillBatch) -> None:
            values = plain.columns(facts, batch, source="bench:0", site_id=self._site, device_id=self._actor.id, now=clock.now())
            try:
                with transaction.atomic():
                    prepared.fetch(statement, values | log)
                    raise _Undone
            except _Undone:
                pass

        return part
