"""Telling a history again: what is told is written down, what apps above made of it is taken away, and they hear it anew."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model

from outpace.config.subscriptions import SUBSCRIPTIONS
from outpace.kernel import clock, events
from outpace.kernel.events import Event
from tests.loop.county import County
from tests.loop.playing import play, undone
from tests.loop.verbs import Step

Row = Mapping[str, object]
Rows = Mapping[str, Mapping[object, Row]]
"""Every row of some apps, by model and key, in the order of the keys."""

A_MOMENT = timedelta(seconds=1)
"""Between two steps: which came first, packs or a case, is to be read from the hours."""

NUMBERS = "SELECT sequencename, last_value FROM pg_sequences WHERE split_part(sequencename, '_', 1) = ANY(%s)"


@dataclass(slots=True)
class Record:
    """What was told, and at what hour; in the order in which the last who hears of it, command, did."""

    told: list[tuple[datetime, Event]] = field(default_factory=list)

    def hear(self, event: Event) -> None:
        """Write this down."""
        self.told.append((clock.now(), event))


def told_again(here: County, steps: Sequence[Step], above: Sequence[str], *, telling: bool = True) -> tuple[Rows, Rows]:
    """What do these apps hold after a history, and after they were emptied of it and heard again whatever the apps below them told?

    In the history nobody may act in these apps: what people did there is nobody's news. Without `telling` they stay empty.
    """
    with undone(here):
        first, numbers = stored(above), _numbers(above)
        record = _play(here, steps, above)
        before = stored(above)
        _take_away(above, first, before)
        _count_from(numbers)
        for at, event in record.told:
            if telling and _app(event) not in above:
                with clock.at(at):
                    _tell(event, above)
        return before, stored(above)


def stored(above: Sequence[str]) -> Rows:
    """Every row of these apps."""
    return {model._meta.label: _rows(model) for model in _models(above)}


def _rows(model: type[Model]) -> dict[object, Row]:
    names = [column.attname for column in model._meta.concrete_fields]
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in model._default_manager.order_by("pk").values_list("pk", *names)}


def _play(here: County, steps: Sequence[Step], above: Sequence[str]) -> Record:
    """Let it happen. What is refused has told nothing, and has used up no numbers of rows."""
    with _written_down() as record:
        for step in steps:
            told, numbers = len(record.told), _numbers(above)
            here.now += A_MOMENT
            if not play(here, [step]):
                del record.told[told:]
                _count_from(numbers)
    return record


@contextmanager
def _written_down() -> Iterator[Record]:
    record = Record()
    with ExitStack() as stack:
        for kind in events.subscribers():
            stack.enter_context(events.listening(kind, record.hear))
        yield record


def _take_away(above: Sequence[str], first: Rows, before: Rows) -> None:
    """Empty the tables that were empty at first; the others hold what people had set up, and nobody touched that."""
    with connection.cursor() as cursor:
        for model in _models(above):
            if first[model._meta.label]:
                assert before[model._meta.label] == first[model._meta.label]
            else:
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')


def _tell(event: Event, above: Sequence[str]) -> None:
    """Tell it again, to these apps only."""
    for kind, handler in SUBSCRIPTIONS:
        if kind is type(event) and _app(handler) in above:
            handler(event)


def _app(thing: Any) -> str:
    return str(thing.__module__).split(".")[1]


def _models(above: Sequence[str]) -> list[type[Model]]:
    return [model for app in above for model in apps.get_app_config(app).get_models(include_auto_created=True)]


def _numbers(above: Sequence[str]) -> list[tuple[str, int | None]]:
    """How far have the rows of these apps been numbered?"""
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [list(above)])
        return [(str(name), last) for name, last in cursor.fetchall()]


def _count_from(numbers: Sequence[tuple[str, int | None]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("SELECT setval(%s, %s, %s)", [(name, last or 1, last is not None) for name, last in numbers])
