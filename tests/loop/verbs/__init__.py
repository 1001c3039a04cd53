"""What may happen in the county, verb by verb. Each takes what a step drew and finds for itself on whom it can be done."""

from collections.abc import Callable, Mapping

from tests.loop.county import County
from tests.loop.verbs import cases, isolation, others, screening
from tests.loop.verbs.step import Step

VERBS: Mapping[str, Callable[[County, Step], object]] = {
    "nothing": lambda _county, _step: None,
    **others.VERBS,
    **screening.VERBS,
    **cases.VERBS,
    **isolation.VERBS,
}
"""Every verb by its name; the first is what a step shrinks to."""

__all__ = ["VERBS", "Step"]
