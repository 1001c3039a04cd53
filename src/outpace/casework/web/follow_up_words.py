"""How follow-up looks: tones and icons of states, outcomes and places, and the pack lines under a decision."""

from collections.abc import Iterable, Mapping

from django.utils.translation import pgettext_lazy

from epiworks.protocol import Outcome, PackLine
from outpace.casework.api import Due
from outpace.casework.choices.follow_up import AppealState, FollowUpState
from outpace.casework.data.follow_up import Grounds
from outpace.ui.charts import Tone

STATE_LOOKS: Mapping[FollowUpState, tuple[Tone, str]] = {
    FollowUpState.ACTIVE: (Tone.INFO, "clock"),
    FollowUpState.RELEASED: (Tone.OK, "circle-check"),
    FollowUpState.WITHDRAWN: (Tone.NEUTRAL, "arrow-back-up"),
    FollowUpState.BECAME_CASE: (Tone.DANGER, "virus"),
    FollowUpState.HANDED_OVER: (Tone.NEUTRAL, "arrows-exchange"),
    FollowUpState.DIED: (Tone.NEUTRAL, "circle-dot"),
}
APPEAL_TONES: Mapping[AppealState, Tone] = {
    AppealState.OPEN: Tone.WARN,
    AppealState.UPHELD: Tone.OK,
    AppealState.DISMISSED: Tone.NEUTRAL,
}
SAID = {
    Outcome.NEGATIVE: pgettext_lazy("test", "negative"),
    Outcome.POSITIVE: pgettext_lazy("test", "positive"),
    Outcome.PENDING: pgettext_lazy("test", "no result yet"),
    Outcome.INVALID: pgettext_lazy("test", "invalid"),
}
TABS = (
    (Due.CHECKS, pgettext_lazy("follow-up", "Checks of this half-day")),
    (Due.TESTS, pgettext_lazy("follow-up", "Tests today")),
    (Due.STAGES, pgettext_lazy("follow-up", "Next stage")),
    (Due.RELEASES, pgettext_lazy("follow-up", "Last day has come")),
    (Due.PROPOSED, pgettext_lazy("follow-up", "Proposed as a case")),
    (Due.EVERYBODY, pgettext_lazy("follow-up", "Everybody")),
)


def grounds(lines: Iterable[PackLine]) -> list[Grounds]:
    """How are these pack lines shown?"""
    return [Grounds.of(line) for line in lines]
