"""Addresses of cases: queue, one case, its clocks and stays, its contacts, and the search for contacts."""

from django.urls import URLPattern, path

from outpace.casework.web import case_contacts, cases

urlpatterns: list[URLPattern] = [
    path("cases/", cases.cases, name="cases"),
    path("cases/new/", cases.report, name="case_new"),
    path("cases/<int:case_id>/", cases.case, name="case"),
    path("cases/<int:case_id>/class/", cases.change_class, name="case_class"),
    path("cases/<int:case_id>/known/", cases.known, name="case_known"),
    path("cases/<int:case_id>/proposals/<int:class_proposal_id>/", cases.decide, name="case_decide"),
    path("cases/<int:case_id>/done/<slug:deliverable>/", cases.done, name="case_done"),
    path("cases/<int:case_id>/stays/new/", cases.stay_new, name="stay_new"),
    path("cases/<int:case_id>/contacts/", case_contacts.contacts, name="contacts"),
    path("cases/<int:case_id>/contacts/judge/", case_contacts.judge, name="judge"),
    path("cases/<int:case_id>/contacts/name/", case_contacts.name_contact, name="contact_name"),
    path("contacts/", case_contacts.search, name="search"),
    path("contacts/<int:link_id>/", case_contacts.contact, name="contact"),
]
