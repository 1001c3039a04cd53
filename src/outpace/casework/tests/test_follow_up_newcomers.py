"""People followed for a reason outside the cases here: who returned, who came from a risk area, whom a letter names."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from epiworks.protocol import shipped_library
from outpace.casework import api
from outpace.casework.choices.follow_up import FollowUpState
from outpace.casework.data import FollowUpsEnded, FollowUpStarted
from outpace.casework.data.follow_up import Newcomer
from outpace.casework.models import FollowUp, FollowUpLink
from outpace.casework.rules.follow_up import without_a_case
from outpace.casework.tests.follow_up_world import Scene, cast, noon, row, scene
from outpace.kernel import clock, events
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import NotAllowed, NotFound, system_actor
from outpace.registry.models import Person
from outpace.registry.rules.codes import code_of
from outpace.screening.tests.people import sign_in

ARRIVED = date(2022, 8, 1)
TODAY = ARRIVED + timedelta(days=1)


@pytest.fixture
def stage(db: None) -> Scene:
    return scene()


@pytest.fixture
def known(stage: Scene) -> Newcomer:
    """Somebody of the county who arrived from abroad yesterday, as a list of the airport says."""
    code = code_of(1001)
    Person.objects.filter(pk=stage.people(1)[0]).update(code=code)
    return Newcomer(code, "inbound", ARRIVED, "list 12 of the airport")


def sign(stage: Scene, new: Newcomer, *, day: date = TODAY) -> int:
    with clock.at(noon(day)):
        return api.follow_newcomer(stage.judge, new)


def test_classes_that_stand_without_a_case_are_told_with_the_day_they_count_from() -> None:
    found = dict(without_a_case(shipped_library().protocol("cn-covid-9")))
    assert (found["inbound"], found["high_risk_area"], found["close"]) == ("arrival", "left_risk_area", "last_exposure")
    assert not {"secondary", "discharged"} & set(found)


def test_a_traveller_is_followed_as_the_packs_order_and_once(stage: Scene, known: Newcomer) -> None:
    heard: list[FollowUpStarted] = []
    with events.listening(FollowUpStarted, heard.append):
        numbers = {sign(stage, known), sign(stage, known)}
    (number,) = numbers
    made = row(number)
    assert (made.group, made.place, made.until, made.anchors) == ("inbound", "centralised", date(2022, 8, 11), {"arrival": "2022-08-01"})
    assert [(event.person_id, event.case_id) for event in heard] == [(stage.people(1)[0], None)]
    assert (FollowUp.objects.count(), FollowUpLink.objects.get().reason) == (1, "list 12 of the airport")


def test_a_contact_of_a_case_elsewhere_who_travelled_is_of_the_stronger_class(stage: Scene, known: Newcomer) -> None:
    number = sign(stage, known)
    assert sign(stage, replace(known, group="close", day=TODAY, reason="letter 7")) == number
    assert (row(number).group, row(number).until) == ("close", TODAY + timedelta(days=10))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"typed": "999"}, "nobody"),
        ({"group": "discharged"}, "not_followed"),
        ({"group": "secondary"}, "not_followed"),
        ({"day": TODAY + timedelta(days=1)}, "in_future"),
        ({"day": date(2021, 8, 1)}, "days_over"),
        ({"reason": " "}, "no_reason"),
    ],
)
def test_what_nobody_can_mean_is_refused(stage: Scene, known: Newcomer, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        sign(stage, replace(known, **wrong))
    assert (refused.value.code, FollowUp.objects.exists()) == (code, False)


def test_only_a_named_human_who_judges_where_the_person_lives_signs(stage: Scene, known: Newcomer) -> None:
    elsewhere = cast("investigator", path=stage.world.townships[1].path)
    for actor, error in ((system_actor("test"), NotAllowed), (stage.worker, NotAllowed), (elsewhere, Refusal)):
        with clock.at(noon(TODAY)), pytest.raises(error):
            api.follow_newcomer(actor, known)


def test_a_ground_that_was_a_mistake_ends_what_hung_on_it_and_stays_in_the_history(stage: Scene, known: Newcomer) -> None:
    number, heard = sign(stage, known), list[FollowUpsEnded]()
    link = FollowUpLink.objects.get().pk
    with clock.at(noon(TODAY)), events.listening(FollowUpsEnded, heard.append):
        with pytest.raises(Refusal, match="no_reason"):
            api.take_back_ground(stage.judge, link, reason=" ")
        assert {api.take_back_ground(stage.judge, link, reason="another Wang") for _again in range(2)} == {number}
    assert (row(number).state, len(heard)) == (FollowUpState.WITHDRAWN, 1)
    assert sign(stage, known) == number
    assert row(number).state == FollowUpState.ACTIVE


def test_a_judgement_about_a_case_here_is_not_taken_back_so(stage: Scene) -> None:
    person, sick = stage.people(2)
    stage.follow(person, "close", ARRIVED, case=stage.case(sick, ARRIVED))
    with pytest.raises(NotFound):
        api.take_back_ground(stage.judge, FollowUpLink.objects.get().pk, reason="x")


def test_the_page_signs_and_takes_back_in_both_languages(stage: Scene, known: Newcomer) -> None:
    with clock.at(noon(TODAY)):
        client = sign_in("investigator", stage.world.county.path)
        client.cookies["django_language"] = "zh-hans"
        assert "入境人员" in client.get("/casework/follow-up/new/?reason=letter+7").content.decode()
        form = {"typed": known.typed, "group": "inbound", "day": "2022-08-01", "reason": "letter 7"}
        assert client.post("/casework/follow-up/new/", form | {"day": "2022-08-09"}).status_code == 422
        page = client.post("/casework/follow-up/new/", form, follow=True).content.decode()
        link = FollowUpLink.objects.get().pk
        assert f"/casework/follow-up/grounds/{link}/take-back/" in page
        answer = client.post(f"/casework/follow-up/grounds/{link}/take-back/", {"reason": "another Wang"}, follow=True)
    assert (answer.status_code, FollowUp.objects.get().state) == (200, FollowUpState.WITHDRAWN)
