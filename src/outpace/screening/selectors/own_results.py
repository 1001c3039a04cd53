"""What samples said of chosen people: read back by whoever follows them. Facts of tubes by person id; nothing that identifies."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from epiworks.protocol import Outcome as Said
from epiworks.protocol import TestResult
from outpace.screening.choices import Condition, Outcome
from outpace.screening.models import Pass, Result, Sample, UnidentifiedSample

SAMPLES = """
SELECT s.person_id, s.taken_at, s.tube_id, t.outcome, t.condition, t.disputed
FROM screening_sample s JOIN screening_tube t ON t.id = s.tube_id
WHERE s.pass_id = ANY(%s::bigint[]) AND s.person_id = ANY(%s::bigint[]) AND s.effective AND s.taken_at >= %s ORDER BY s.taken_at
"""
"""The primary key begins with pass and person, so the passes that ran in the time asked for are named first."""


@dataclass(frozen=True, slots=True)
class OwnResult:
    """One sample of one person and what it says of that person alone: a pool's positive is nobody's own and still pending."""

    tube_id: int
    result: TestResult


def own_results(person_ids: Collection[int], *, since: datetime) -> Mapping[int, tuple[OwnResult, ...]]:
    """What have these people's samples said since that moment, oldest first? Times are local, as protocol days are.

    The caller decides whether its actor may know. Units: person-times; at most one row per sample. People without any are left out.
    """
    passes = Pass.objects.filter(Q(closed_at=None) | Q(closed_at__gte=since), opened_at__isnull=False).values_list("pk", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(SAMPLES, [list(passes), list(person_ids), since])
        rows = cursor.fetchall()
    single = _single_positives({row[2] for row in rows if row[3] == Outcome.PRELIMINARY_POSITIVE})
    ct = _ct_of(single)
    found: dict[int, list[OwnResult]] = defaultdict(list)
    for person, taken_at, tube, outcome, condition, disputed in rows:
        said = _said(outcome, condition, is_single=tube in single, disputed=disputed)
        found[person].append(OwnResult(tube, TestResult(timezone.localtime(taken_at), said, ct.get(tube, ()))))
    return {person: tuple(results) for person, results in found.items()}


def _said(outcome: int | None, condition: int, *, is_single: bool, disputed: bool) -> Said:
    if disputed:
        return Said.PENDING
    if outcome is None:
        return Said.PENDING if condition == Condition.SOUND else Said.INVALID
    if outcome == Outcome.NEGATIVE:
        return Said.NEGATIVE
    if outcome == Outcome.PRELIMINARY_POSITIVE:
        return Said.POSITIVE if is_single else Said.PENDING
    return Said.INVALID


def _single_positives(tubes: Collection[int]) -> set[int]:
    """Which of these positive tubes hold one person and nobody unnamed?"""
    if not tubes:
        return set()
    people = Sample.objects.filter(tube_id__in=tubes, effective=True).values("tube_id").annotate(people=Count("person_id", distinct=True))
    alone = {row["tube_id"] for row in people if row["people"] == 1}
    return alone - set(UnidentifiedSample.objects.filter(tube_id__in=alone, person_id=None).values_list("tube_id", flat=True))


def _ct_of(tubes: Collection[int]) -> Mapping[int, tuple[float, ...]]:
    """Which cycle-threshold values does the latest reading of each tube give, one per target found?"""
    rows = Result.objects.filter(tube_id__in=tubes).order_by("tested_at", "recorded_at").values_list("tube_id", "ct") if tubes else ()
    return {tube: tuple(float(value) for value in ct.values() if value is not None) for tube, ct in rows}
