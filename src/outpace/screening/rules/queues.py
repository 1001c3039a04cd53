"""Which laboratory a tube waits at for its test: what each laboratory's queue is counted from."""

from outpace.screening.choices import Condition, Stage
from outpace.screening.rules.flow import TubeState


def queue_of(state: TubeState) -> int | None:
    """At which station does this tube wait for a test? ``None`` unless it is announced, sound, received and not yet tested."""
    waits = state.announced and state.condition is Condition.SOUND and state.stage is Stage.RECEIVED
    return state.custodian if waits else None


def difference(before: TubeState, after: TubeState) -> dict[int, tuple[int, int]]:
    """Which queues change, and by how many (tubes, person-times), when a tube goes from one state to another?"""
    steps: dict[int, tuple[int, int]] = {}
    for state, sign in ((before, -1), (after, 1)):
        station = queue_of(state)
        if station is not None:
            tubes, people = steps.get(station, (0, 0))
            steps[station] = (tubes + sign, people + sign * state.people)
    return {station: step for station, step in steps.items() if step != (0, 0)}
