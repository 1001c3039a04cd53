"""The door of casework."""

from outpace.casework.data.cases import Judgement
from outpace.casework.data.tracing import Forgotten
from outpace.casework.rules.cases_clocks import SECOND_PERSON
from outpace.casework.rules.follow_up_daily import half_of
from outpace.casework.selectors.cases.board import (
    CaseRow,
    CaseView,
    count_cases,
    investigations_running,
    list_cases,
    timeliness_of_day,
)
from outpace.casework.selectors.cases.briefs import case_brief, open_case_of
from outpace.casework.selectors.cases.candidates import SecondHop, candidates, contact_groups, second_hop
from outpace.casework.selectors.cases.chain import Chain, ChainLink, ChainNode, chain, chain_around, possible_sources
from outpace.casework.selectors.cases.contacts import (
    ContactCounts,
    ContactSheet,
    contact_counts,
    contact_of_judgement,
    contacts_of,
    contacts_to_find,
    get_contact,
)
from outpace.casework.selectors.cases.daily import case_cells, first_case_worked, found_by_day, packs_changes
from outpace.casework.selectors.cases.letters import LetterSheet, LettersWaiting, get_letter, letters_waiting, list_letters
from outpace.casework.selectors.cases.links import infection_places, judged_links
from outpace.casework.selectors.cases.people import find_person
from outpace.casework.selectors.cases.relooks import count_relooks, get_relook, list_relooks
from outpace.casework.selectors.cases.sheet import CaseSheet, get_case
from outpace.casework.selectors.cases.stays import JudgedThere
from outpace.casework.selectors.cases.suspects import suspects_of
from outpace.casework.selectors.cases.trajectories import trajectories_of
from outpace.casework.selectors.consistency import (
    cases_with_contacts_to_judge,
    inconsistencies,
    known_cases,
    late_letters,
    standing_follow_ups,
)
from outpace.casework.selectors.contacts_standing import ContactsStanding, contacts_standing
from outpace.casework.selectors.follow_up.lists import Due, FollowUpRow, ReleaseRow, count_due, list_follow_ups, release_desk
from outpace.casework.selectors.follow_up.newcomers import groups_without_case
from outpace.casework.selectors.follow_up.sheet import FollowUpSheet, follow_up
from outpace.casework.selectors.follow_up.work import died_among, follow_up_brief, follow_ups_of
from outpace.casework.selectors.packs import InForce, packs_for, protocol_for, protocols_for
from outpace.casework.selectors.packs_change import ChangeSheet, PacksSheet, change_sheet, decisions, packs_areas, packs_sheet
from outpace.casework.selectors.tracing.listing import traced_contacts, traced_people, traced_place, traced_proposal
from outpace.casework.selectors.tracing.loads import stay_load, stay_loads
from outpace.casework.selectors.words import (
    anchor_text,
    day_text,
    deliverable_text,
    direction_text,
    effect_text,
    group_text,
    must_not_text,
    news_text,
    place_kind_text,
    place_text,
    reason_text,
    setting_text,
    situation_text,
    spread_text,
)
from outpace.casework.services.cases.areas import follow_merged_area, follow_moved_area
from outpace.casework.services.cases.care import amend_case, end_case, note_died, note_isolated
from outpace.casework.services.cases.chain import judge_source
from outpace.casework.services.cases.classes import decide_proposal, follow_withdrawn_result, reclassify_case
from outpace.casework.services.cases.clocks import escalate_late, finish_deliverable
from outpace.casework.services.cases.contacts import judge_contacts
from outpace.casework.services.cases.letters import check_letter_person, escalate_letters, record_letter
from outpace.casework.services.cases.opening import open_case, open_case_for_positive
from outpace.casework.services.cases.places import add_stay, void_stay
from outpace.casework.services.cases.relooks import draw_relooks, read_again
from outpace.casework.services.cases.search import record_attempt
from outpace.casework.services.cases.taking_back import take_back_judgement
from outpace.casework.services.cases.trajectories import approve_trajectory, draft_trajectory, edit_trajectory, withdraw_trajectory
from outpace.casework.services.follow_up import (
    CheckOutcome,
    NotFollowed,
    SignedRelease,
    answer_appeal,
    apply_news,
    case_reinstated,
    end_otherwise,
    follow_newcomer,
    make_appeal,
    order_tests,
    person_became_case,
    record_checks,
    sign_next_stage,
    sign_release,
    start_follow_up,
    take_back_ground,
    take_back_release,
)
from outpace.casework.services.packs import TRANSITION_JOB, PackOrder, Recomputed, apply_packs, decide_packs
from outpace.casework.services.tracing.deciding import decide_traced, identify
from outpace.casework.services.tracing.forgetting import forget_stays
from outpace.casework.services.tracing.loading import STAYS_JOB, load_stays, run_stays, stay_mistakes, stays_template, stop_run, stop_stays
from outpace.casework.services.tracing.looking import LOOK_JOB, look, run_look
from outpace.casework.services.tracing.sending import send_stays

__all__ = [
    "LOOK_JOB",
    "SECOND_PERSON",
    "STAYS_JOB",
    "TRANSITION_JOB",
    "CaseRow",
    "CaseSheet",
    "CaseView",
    "Chain",
    "ChainLink",
    "ChainNode",
    "ChangeSheet",
    "CheckOutcome",
    "ContactCounts",
    "ContactSheet",
    "ContactsStanding",
    "Due",
    "FollowUpRow",
    "FollowUpSheet",
    "Forgotten",
    "InForce",
    "JudgedThere",
    "Judgement",
    "LetterSheet",
    "LettersWaiting",
    "NotFollowed",
    "PackOrder",
    "PacksSheet",
    "Recomputed",
    "ReleaseRow",
    "SecondHop",
    "SignedRelease",
    "add_stay",
    "amend_case",
    "anchor_text",
    "answer_appeal",
    "apply_news",
    "apply_packs",
    "approve_trajectory",
    "candidates",
    "case_brief",
    "case_cells",
    "case_reinstated",
    "cases_with_contacts_to_judge",
    "chain",
    "chain_around",
    "change_sheet",
    "check_letter_person",
    "contact_counts",
    "contact_groups",
    "contact_of_judgement",
    "contacts_of",
    "contacts_standing",
    "contacts_to_find",
    "count_cases",
    "count_due",
    "count_relooks",
    "day_text",
    "decide_packs",
    "decide_proposal",
    "decide_traced",
    "decisions",
    "deliverable_text",
    "died_among",
    "direction_text",
    "draft_trajectory",
    "draw_relooks",
    "edit_trajectory",
    "effect_text",
    "end_case",
    "end_otherwise",
    "escalate_late",
    "escalate_letters",
    "find_person",
    "finish_deliverable",
    "first_case_worked",
    "follow_merged_area",
    "follow_moved_area",
    "follow_newcomer",
    "follow_up",
    "follow_up_brief",
    "follow_ups_of",
    "follow_withdrawn_result",
    "forget_stays",
    "found_by_day",
    "get_case",
    "get_contact",
    "get_letter",
    "get_relook",
    "group_text",
    "groups_without_case",
    "half_of",
    "identify",
    "inconsistencies",
    "infection_places",
    "investigations_running",
    "judge_contacts",
    "judge_source",
    "judged_links",
    "known_cases",
    "late_letters",
    "letters_waiting",
    "list_cases",
    "list_follow_ups",
    "list_letters",
    "list_relooks",
    "load_stays",
    "look",
    "make_appeal",
    "must_not_text",
    "news_text",
    "note_died",
    "note_isolated",
    "open_case",
    "open_case_for_positive",
    "open_case_of",
    "order_tests",
    "packs_areas",
    "packs_changes",
    "packs_for",
    "packs_sheet",
    "person_became_case",
    "place_kind_text",
    "place_text",
    "possible_sources",
    "protocol_for",
    "protocols_for",
    "read_again",
    "reason_text",
    "reclassify_case",
    "record_attempt",
    "record_checks",
    "record_letter",
    "release_desk",
    "run_look",
    "run_stays",
    "second_hop",
    "send_stays",
    "setting_text",
    "sign_next_stage",
    "sign_release",
    "situation_text",
    "spread_text",
    "standing_follow_ups",
    "start_follow_up",
    "stay_load",
    "stay_loads",
    "stay_mistakes",
    "stays_template",
    "stop_run",
    "stop_stays",
    "suspects_of",
    "take_back_ground",
    "take_back_judgement",
    "take_back_release",
    "timeliness_of_day",
    "traced_contacts",
    "traced_people",
    "traced_place",
    "traced_proposal",
    "trajectories_of",
    "void_stay",
    "withdraw_trajectory",
]
