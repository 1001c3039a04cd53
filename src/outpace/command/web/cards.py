"""One task as a card or a line: everything the templates show, in the reader's words."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from outpace.command.choices import Step, TaskState
from outpace.command.data import TaskRow
from outpace.command.rules.states import NEEDS_WORDS, steps_from
from outpace.command.web.words import STATE_LOOKS, STEP_ICONS, STEP_WORDS, Reference, due_tone, due_words, owner_label, reference
from outpace.kernel import clock
from outpace.kernel.scope import Actor


@dataclass(frozen=True, slots=True)
class Button:
    """A step that can be taken; `needs_words`: with evidence or a reason. `record_id` makes sending it twice harmless."""

    step: Step
    label: str
    icon: str
    needs_words: bool
    is_next: bool
    record_id: UUID


@dataclass(frozen=True, slots=True)
class Card:
    """A task as its reader sees it."""

    row: TaskRow
    subject: Reference
    owner: str
    due: str
    due_tone: str
    tone: str
    icon: str
    buttons: tuple[Button, ...]


def cards(rows: Iterable[TaskRow], *, reader: Actor, with_buttons: bool = True) -> list[Card]:
    """How do these tasks look to this reader?"""
    return [card(row, reader=reader, steps=steps_from(row.state) if with_buttons else ()) for row in rows]


def card(row: TaskRow, *, reader: Actor, steps: tuple[Step, ...]) -> Card:
    """How does this task look to this reader, with buttons for these steps? The first one in the order of work is the next."""
    tone, icon = STATE_LOOKS[row.state]
    return Card(
        row=row,
        subject=reference(row.subject, reader),
        owner=row.post_title or owner_label(row.owner),
        due=due_words(row, clock.now()),
        due_tone=due_tone(row),
        tone=tone,
        icon=icon,
        buttons=tuple(_button(step, row.state) for step in steps),
    )


_NEXT = {
    TaskState.ISSUED: Step.ACCEPTED,
    TaskState.READ: Step.ACCEPTED,
    TaskState.ACCEPTED: Step.STARTED,
    TaskState.DOING: Step.DONE,
    TaskState.REFUSED: Step.DONE,
}


def _button(step: Step, state: TaskState) -> Button:
    return Button(step, str(STEP_WORDS[step]), STEP_ICONS[step], step in NEEDS_WORDS, _NEXT.get(state) is step, uuid4())
