"""Addresses of cases: queue, one case, its clocks and stays, its contacts and the search for them, the chain, letters."""

from django.urls import URLPattern, path

from outpace.casework.web import case_chain, case_contacts, case_letters, cases, contact, stays, trajectories

urlpatterns: list[URLPattern] = [
    path("cases/", cases.cases, name="cases"),
    path("cases/new/", cases.report, name="case_new"),
    path("cases/<int:case_id>/", cases.case, name="case"),
    path("cases/<int:case_id>/class/", cases.change_class, name="case_class"),
    path("cases/<int:case_id>/known/", cases.known, name="case_known"),
    path("cases/<int:case_id>/proposals/<int:class_proposal_id>/", cases.decide, name="case_decide"),
    path("cases/<int:case_id>/done/<slug:deliverable>/", cases.done, name="case_done"),
    path("cases/<int:case_id>/trajectory/", trajectories.trajectory, name="trajectory"),
    path("cases/<int:case_id>/trajectory/draft/", trajectories.trajectory_draft, name="trajectory_draft"),
    path("cases/<int:case_id>/trajectory/save/", trajectories.trajectory_save, name="trajectory_save"),
    path("cases/<int:case_id>/trajectory/approve/", trajectories.trajectory_approve, name="trajectory_approve"),
    path("cases/<int:case_id>/trajectory/<int:trajectory_id>/withdraw/", trajectories.trajectory_withdraw, name="trajectory_withdraw"),
    path("cases/<int:case_id>/stays/new/", stays.stay_new, name="stay_new"),
    path("cases/<int:case_id>/stays/<int:stay_id>/", stays.stay_correct, name="stay_correct"),
    path("cases/<int:case_id>/stays/<int:stay_id>/void/", stays.stay_void, name="stay_void"),
    path("cases/<int:case_id>/contacts/", case_contacts.contacts, name="contacts"),
    path("cases/<int:case_id>/contacts/judge/", case_contacts.judge, name="judge"),
    path("cases/<int:case_id>/contacts/name/", case_contacts.name_contact, name="contact_name"),
    path("cases/<int:case_id>/sources/", case_chain.sources, name="sources"),
    path("cases/<int:case_id>/chain/", case_chain.around, name="chain_around"),
    path("chain/", case_chain.chain, name="chain"),
    path("letters/", case_letters.letters, name="letters"),
    path("letters/new/", case_letters.letter_new, name="letter_new"),
    path("letters/<int:letter_id>/", case_letters.letter, name="letter"),
    path("letters/<int:letter_id>/people/<int:entry_id>/", case_letters.letter_check, name="letter_check"),
    path("contacts/", case_contacts.search, name="search"),
    path("contacts/<int:link_id>/", contact.contact, name="contact"),
    path("contacts/<int:link_id>/judge/", contact.judge, name="judge_met"),
    path("contacts/<int:link_id>/name/", contact.name_met, name="met_name"),
    path("judgements/<int:judgement_id>/take-back/", contact.take_back, name="judgement_take_back"),
]
