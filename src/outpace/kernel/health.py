"""Is the process alive, and can it do its work? For supervisors and load balancers; says nothing about people."""

from dataclasses import asdict, dataclass
from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

STALE_QUEUE_S = 300  # waiting work that no living worker took for this long
_DEAD_WORKER_S = 60


@dataclass(frozen=True, slots=True)
class Readiness:
    """What the program needs, each "ok" or what is wrong with it."""

    database: str
    migrations: str
    queue: str

    @property
    def ready(self) -> bool:
        """Is everything in order?"""
        return {self.database, self.migrations, self.queue} == {"ok"}


def readiness() -> Readiness:
    """Are database, tables and queue fit for work?"""
    try:
        connection.ensure_connection()
        pending = _pending_migrations()
        if pending:
            return Readiness(database="ok", migrations=f"{pending} to apply", queue="unknown")
        return Readiness(database="ok", migrations="ok", queue=_queue())
    except DatabaseError as error:
        return Readiness(database=type(error).__name__, migrations="unknown", queue="unknown")


@cache
def _migrations_on_disk() -> frozenset[tuple[str, str]]:
    """Which migrations does this process know? Read once: reading them costs more than every other part of the answer."""
    loader = MigrationLoader(None)
    return frozenset((app, name) for app, name in loader.disk_migrations or {})


def _pending_migrations() -> int:
    return len(_migrations_on_disk() - MigrationRecorder(connection).applied_migrations().keys())


def _queue() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)),
                   (SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)
                      FROM outpace_kernel_jobrun WHERE ended_at IS NULL AND started_at IS NULL)
            """,
            [_DEAD_WORKER_S],
        )
        workers, oldest = cursor.fetchone()
    return "ok" if workers or oldest < STALE_QUEUE_S else f"no worker; work has waited {round(oldest)} s"


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Is this process answering?"""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Can this process do its work? 503 when it cannot."""
    found = readiness()
    return JsonResponse({"ready": found.ready, **asdict(found)}, status=200 if found.ready else 503)


urlpatterns = [path("healthz", healthz, name="healthz"), path("readyz", readyz, name="readyz")]
