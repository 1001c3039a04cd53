"""News heard twice changes nothing: whatever is told in a history is told a second time at once, and every row stays as it was.

Events are not stored (docs/adr/0002): an installation rebuilds from facts (test_histories.py). Told again from zero: test_replay.py.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import pytest
from django.apps import apps

from outpace.kernel import events
from outpace.kernel.events import Event
from outpace.registry.data import ResidentsChanged
from tests.loop.county import County
from tests.loop.playing import play, undone
from tests.loop.test_found import FOUND

pytestmark = pytest.mark.django_db
APPS = ("registry", "screening", "casework", "isolation", "zoning", "command")
ADDED_UP = {ResidentsChanged}
"""Told in differences, which are added up: once each, in the transaction of the change."""
HISTORIES = (
    "a contact raised by a case, under rules that list no contacts of contacts",
    "a trip given up while nobody had taken the person over",
    "a treatment missed after the alarm",
    "a contact looked for in vain by a case taken back and given again",
)
"""Four of those found, which between them tell most kinds of news."""


@dataclass
class Twice:
    """Tells everything twice, and writes down which rows the second time changed."""

    again: bool = False
    told: int = 0
    changed: list[str] = field(default_factory=list)

    def hear(self, event: Event) -> None:
        """Everybody has heard it once; let everybody hear it again."""
        if self.again or type(event) in ADDED_UP:
            return
        self.again, before = True, stored()
        events.publish(event)
        self.again, after = False, stored()
        self.told += 1
        self.changed += [f"{type(event).__name__}: {label}" for label, rows in after.items() if rows != before[label]]


def stored() -> dict[str, list[str]]:
    """Every row of every app, but the log."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    return {model._meta.label: sorted(map(repr, model._default_manager.values_list())) for model in models}


@contextmanager
def told_twice() -> Iterator[Twice]:
    """Everything told inside the block is told twice."""
    twice = Twice()
    with ExitStack() as stack:
        for kind in events.subscribers():
            stack.enter_context(events.listening(kind, twice.hear))
        yield twice


@pytest.mark.parametrize("name", HISTORIES)
def test_what_is_told_twice_is_heard_once(here: County, name: str) -> None:
    with undone(here), told_twice() as twice:
        play(here, FOUND[name])
    assert twice.told > 0
    assert twice.changed == []
