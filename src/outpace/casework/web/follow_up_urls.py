"""Addresses of follow-up and of the packs in force."""

from django.urls import URLPattern, path

from outpace.casework.web import follow_up, follow_up_new, follow_up_person, packs

urlpatterns: list[URLPattern] = [
    path("follow-up/", follow_up.people, name="follow_ups"),
    path("follow-up/new/", follow_up_new.newcomer, name="follow_up_new"),
    path("follow-up/grounds/<int:link_id>/take-back/", follow_up_new.take_back_ground, name="ground_take_back"),
    path("follow-up/tests/", follow_up.order_tests, name="order_tests"),
    path("follow-up/releases/", follow_up.releases, name="releases"),
    path("follow-up/<int:follow_up_id>/", follow_up_person.person, name="follow_up"),
    path("follow-up/<int:follow_up_id>/check/", follow_up_person.check, name="follow_up_check"),
    path("follow-up/<int:follow_up_id>/stage/", follow_up_person.stage, name="follow_up_stage"),
    path("follow-up/<int:follow_up_id>/release/", follow_up_person.release, name="follow_up_release"),
    path("follow-up/<int:follow_up_id>/take-back/", follow_up_person.take_back, name="follow_up_take_back"),
    path("follow-up/<int:follow_up_id>/end/", follow_up_person.end, name="follow_up_end"),
    path("follow-up/<int:follow_up_id>/appeal/", follow_up_person.appeal, name="follow_up_appeal"),
    path("follow-up/<int:follow_up_id>/appeals/<int:appeal_id>/", follow_up_person.answer, name="follow_up_answer"),
    path("packs/", packs.home, name="packs_home"),
    path("packs/<int:area_id>/", packs.packs, name="packs"),
    path("packs/<int:area_id>/change/", packs.change, name="packs_change"),
]
