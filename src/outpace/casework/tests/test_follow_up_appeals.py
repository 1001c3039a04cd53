"""Whoever is followed can object; a named human answers, and nobody else reads it."""

from datetime import date

import pytest

from outpace.casework import api
from outpace.casework.choices.follow_up import AppealState
from outpace.casework.models import Appeal
from outpace.casework.tests.follow_up_world import Scene, cast, row, scene
from outpace.kernel.errors import Refusal
from outpace.kernel.models import AuditEntry
from outpace.kernel.scope import NotAllowed

pytestmark = pytest.mark.django_db
NINTH = date(2022, 8, 1)
SAID = "I was not at that table."


@pytest.fixture
def stage(db: None) -> Scene:
    return scene()


@pytest.fixture
def number(stage: Scene) -> int:
    return stage.follow(stage.people(1)[0], "close", NINTH)


def test_an_appeal_is_sealed_and_answered_by_a_named_human(stage: Scene, number: int) -> None:
    appeal = api.make_appeal(stage.worker, number, text=SAID)
    assert SAID.encode() not in bytes(Appeal.objects.get().text_sealed)
    api.answer_appeal(stage.signer, appeal, upheld=True, text="The video shows you left before.")
    (view,) = api.follow_up(stage.signer, number).appeals
    assert (view.state, view.text, view.answered_by) == (AppealState.UPHELD, SAID, stage.signer.name)


def test_the_first_answer_stands(stage: Scene, number: int) -> None:
    appeal = api.make_appeal(stage.worker, number, text=SAID)
    api.answer_appeal(stage.signer, appeal, upheld=False, text="You were.")
    api.answer_appeal(stage.signer, appeal, upheld=True, text="You were not.")
    assert Appeal.objects.get().state == AppealState.DISMISSED


def test_an_appeal_changes_nothing_by_itself(stage: Scene, number: int) -> None:
    before = row(number).until
    api.answer_appeal(stage.signer, api.make_appeal(stage.worker, number, text=SAID), upheld=True, text="Agreed.")
    assert (row(number).state, row(number).until) == ("active", before)


def test_who_may_not_sign_releases_answers_no_appeal(stage: Scene, number: int) -> None:
    appeal = api.make_appeal(stage.worker, number, text=SAID)
    with pytest.raises(NotAllowed):
        api.answer_appeal(stage.worker, appeal, upheld=True, text="Agreed.")


def test_an_empty_appeal_is_refused(stage: Scene, number: int) -> None:
    with pytest.raises(Refusal):
        api.make_appeal(stage.worker, number, text="  ")


def test_reading_an_appeal_is_logged_and_whoever_sees_masked_people_reads_none(stage: Scene, number: int) -> None:
    api.make_appeal(stage.worker, number, text=SAID)
    (view,) = api.follow_up(stage.worker, number).appeals
    assert view.text == SAID
    assert AuditEntry.objects.filter(action="follow_up.appeals_read").count() == 1
    assert [view.text for view in api.follow_up(cast("commander"), number).appeals] == [SAID]
