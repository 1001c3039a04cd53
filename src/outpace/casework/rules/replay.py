"""Where do cases and contacts stand, told by their facts alone from the first on? What is stored must say the same."""

from collections.abc import Iterable, Sequence

from outpace.casework.choices.cases import ContactState
from outpace.casework.data.standing import Turn
from outpace.casework.rules.cases import EXCLUDED


def class_of(turns: Sequence[Turn]) -> str:
    """Which class do these facts, in order, leave the case with? Empty when one does not begin where the one before it ended.

    >>> from datetime import UTC, datetime
    >>> noon = datetime(2022, 5, 9, 12, tzinfo=UTC)
    >>> class_of([Turn("", "preliminary", noon), Turn("preliminary", "confirmed", noon)])
    'confirmed'
    """
    current = ""
    for turn in turns:
        if turn.before != current:
            return ""
        current = turn.after
    return current


def standing_turns(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """Which of these facts does a case rest on now? Those since it was last opened or taken up again; none while it is excluded."""
    held: list[Turn] = []
    for turn in turns:
        if turn.after == EXCLUDED:
            held.clear()
        else:
            held.append(turn)
    return tuple(held)


def search_state(attempts: Sequence[ContactState], *, is_gone: bool) -> ContactState:
    """Where does the search for a contact stand? Where the latest attempt left it; nowhere once nobody needs to look.

    >>> search_state([ContactState.FOUND, ContactState.NOT_FOUND], is_gone=False)
    ContactState.NOT_FOUND
    """
    if is_gone:
        return ContactState.GROUND_GONE
    return attempts[-1] if attempts else ContactState.TO_FIND
