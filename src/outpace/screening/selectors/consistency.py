"""What `outpace check` asks screening: every counter of every pass, every tube against its results, and what positive pools stand on."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from outpace.kernel.consistency import Difference, compare, missing, unexpected
from outpace.kernel.scope import AreaPath
from outpace.screening.choices import Outcome, RecallState
from outpace.screening.models import Pass, PositivePool, RecallMember, Result, Tube
from outpace.screening.rules.flow import Reading, standing
from outpace.screening.rules.pools import OPEN_STATES, after_retest
from outpace.screening.selectors.recount import differences

AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class StandingPool:
    """A positive pool that nobody has taken back: what first actions hang on."""

    id: int
    area_path: AreaPath
    found_at: datetime


def standing_pools() -> Iterator[StandingPool]:
    """Which positive pools stand? For checks of the apps above, which show nobody."""
    rows = PositivePool.objects.filter(withdrawn_at=None).order_by("pk").values_list("pk", "area_path", "found_at")
    return (StandingPool(number, AreaPath(path), at) for number, path, at in rows.iterator(chunk_size=AT_ONCE))


def inconsistencies() -> list[Difference]:
    """What does screening store that its facts do not say? Nothing, unless something is broken. Reads every tube: minutes for a round."""
    found = [difference for number in Pass.objects.order_by("pk").values_list("pk", flat=True) for difference in differences(number)]
    return [*found, *_outcomes(), *_pools(), *_members(), *_retests()]


def _outcomes() -> Iterator[Difference]:
    """The reading that stands of each tube, folded from its results from the first on."""
    numbers = Tube.objects.filter(uploaded_at__isnull=False).order_by("pk").values_list("pk", flat=True)
    batch: list[int] = []
    for number in numbers.iterator(chunk_size=AT_ONCE):
        batch.append(number)
        if len(batch) == AT_ONCE:
            yield from _outcomes_of(batch)
            batch = []
    yield from _outcomes_of(batch)


def _outcomes_of(tube_ids: list[int]) -> list[Difference]:
    readings: dict[int, list[Reading]] = defaultdict(list)
    rows = Result.objects.filter(tube_id__in=tube_ids).values_list("tube_id", "outcome", "tested_at", "corrects", "id")
    for tube, outcome, tested_at, corrects, key in rows:
        readings[tube].append(Reading(Outcome(outcome), tested_at, corrects, str(key)))
    tubes = Tube.objects.filter(pk__in=tube_ids).values_list("pk", "outcome", "disputed")
    stored = {tube: (outcome, disputed) for tube, outcome, disputed in tubes}
    return compare("result of tube", stored, {tube: standing(readings[tube]) for tube in stored})


def _pools() -> list[Difference]:
    """A pool stands exactly while its tube is positive and is nobody's re-test; its counts are those of its recall list."""
    retests = RecallMember.objects.exclude(retest_tube=None).values("retest_tube_id")
    positive = Tube.objects.filter(outcome=Outcome.PRELIMINARY_POSITIVE).exclude(pk__in=retests)
    asked = set(positive.values_list("pk", flat=True))
    held = set(PositivePool.objects.filter(withdrawn_at=None).values_list("tube_id", flat=True))
    members, still_open = Counter[int](), Counter[int]()
    for pool, state in RecallMember.objects.values_list("pool_id", "state").iterator(chunk_size=AT_ONCE):
        members[pool] += 1
        still_open[pool] += RecallState(state) in OPEN_STATES
    rows = list(PositivePool.objects.values_list("pk", "members", "open_members"))
    counted = {number: (people, waiting) for number, people, waiting in rows}
    facts = {number: (members[number], still_open[number]) for number, _people, _waiting in rows}
    return [
        *missing("pool of positive tube", sorted(asked - held)),
        *unexpected("pool of positive tube", sorted(held - asked)),
        *compare("people of pool", counted, facts),
    ]


def _members() -> list[Difference]:
    """Of a pool that was taken back nobody is waited for."""
    waiting = RecallMember.objects.filter(state__in=OPEN_STATES).exclude(pool__withdrawn_at=None)
    return unexpected("open recall of a withdrawn pool", waiting.order_by("pk").values_list("pk", flat=True))


def _retests() -> list[Difference]:
    """Whoever was re-tested stands where the reading of that tube puts them."""
    rows = RecallMember.objects.filter(retest_tube__outcome__isnull=False).exclude(state=RecallState.RELEASED)
    stored, facts = {}, {}
    for number, state, outcome in rows.values_list("pk", "state", "retest_tube__outcome"):
        if outcome is None:
            continue
        stored[number] = state
        facts[number] = str(after_retest(Outcome(outcome), RecallState(state)))
    return compare("recall after re-test", stored, facts)
