"""Random histories through every app: no orphan task, nobody in two rooms, no custody gap, and everything stored equals its facts.

The same comparison says that replaying the facts from zero gives what is stored: classes, schedules, contacts, beds, zones and tasks are
folded from their facts by the rules of each app (`outpace check`).
"""

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from tests.loop.county import County
from tests.loop.playing import play, undone, wrong
from tests.loop.verbs import VERBS, Step

pytestmark = pytest.mark.django_db


HISTORIES = st.lists(st.builds(Step, st.sampled_from(list(VERBS)), *[st.integers(0, 7)] * 3), min_size=30, max_size=60)
CALM = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


def hold_to_the_facts(here: County, steps: list[Step], *, look_every: int) -> None:
    """Play the history, and look at everything stored every so many steps, and at the end."""
    with undone(here):
        for first in range(0, len(steps), look_every):
            for step in play(here, steps[first : first + look_every]):
                note(str(step))
            assert wrong(here) == {}


@settings(max_examples=4, derandomize=True, suppress_health_check=CALM)
@given(HISTORIES)
def test_whatever_happens_everything_stored_says_what_the_facts_say(here: County, steps: list[Step]) -> None:
    hold_to_the_facts(here, steps, look_every=30)


@pytest.mark.soak
@settings(max_examples=300, suppress_health_check=CALM)
@given(HISTORIES)
def test_whatever_happens_everything_stored_says_what_the_facts_say_many_times(here: County, steps: list[Step]) -> None:
    hold_to_the_facts(here, steps, look_every=12)
