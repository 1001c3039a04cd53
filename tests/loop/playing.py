"""Playing a history in the county, looking at everything that is stored, and undoing it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction

from outpace.config.checks import differences
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from tests.loop.county import County, Nothing
from tests.loop.verbs import VERBS, Step


@contextmanager
def undone(here: County) -> Iterator[None]:
    """Whatever happens inside leaves nothing behind."""
    now, tubes = here.now, list(here.tubes)
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
            here.now, here.tubes = now, tubes


def play(here: County, steps: Sequence[Step]) -> list[Step]:
    """Let it happen; gives what really did. What cannot be done is refused and changes nothing; any other error is a mistake of ours."""
    happened = []
    for step in steps:
        with clock.at(here.now):
            try:
                with transaction.atomic():
                    VERBS[step.verb](here, step)
            except (Refusal, Nothing):
                continue
        happened.append(step)
    return happened


def wrong(here: County) -> dict[str, list[str]]:
    """What does each app store that the facts do not say?"""
    with clock.at(here.now):
        return {app: [str(difference) for difference in found] for app, found in differences().items() if found}
