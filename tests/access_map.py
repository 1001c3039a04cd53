"""Who may open what: every page and every API operation, by the permissions that open it. A new address must be declared here.

`every` and `any_of` together say which roles get in inside their own area; everybody else is refused, and outside the area everything
looks absent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from outpace.kernel.permissions import Permission
from outpace.kernel.roles import rights_of


@dataclass(frozen=True, slots=True)
class Access:
    """Which permissions open an address; none of either: everybody who is signed in.

    `exists`: the world has such an object. `is_list`: it answers everybody alike, with as much as they may see, although it names an
    object. `barred`: roles that hold the permission but stand at another station in this world.
    """

    every: frozenset[Permission] = frozenset()
    any_of: frozenset[Permission] = frozenset()
    exists: bool = True
    is_public: bool = False
    is_list: bool = False
    barred: frozenset[str] = frozenset()

    def admits(self, role: str) -> bool:
        """Does this role get in, in its own area?"""
        return self.exists and role not in self.barred and self.invites(role)

    def invites(self, role: str) -> bool:
        """Does this role hold what opens the address, so that a link to it leads somewhere?"""
        rights = rights_of(role)
        return self.every <= rights and (not self.any_of or bool(self.any_of & rights))


def takes(*permissions: Permission, exists: bool = True) -> Access:
    """It takes all of these permissions."""
    return Access(every=frozenset(permissions), exists=exists)


PUBLIC = Access(is_public=True)
SIGNED_IN = Access()
CARRIES = Access(any_of=frozenset({Permission.SCREENING_READ, Permission.TUBE_TRANSPORT}))
PRINTS = Access(
    any_of=frozenset({Permission.SCREENING_SAMPLE, Permission.SCREENING_PLAN, Permission.TUBE_TRANSPORT, Permission.LAB_RECEIVE})
)

DRIVES = Access(any_of=frozenset({Permission.ROOM_READ, Permission.TRIP_RUN}))

_PAGES: Mapping[Access, str] = {
    PUBLIC: "healthz readyz set_language ui:theme",
    SIGNED_IN: "first registry:load_template screening:tubes screening:desks",
    takes(Permission.ACCOUNT_MANAGE): """ui:guide ui:guide_job ui:guide_labels kernel:users kernel:user_new kernel:user kernel:grant
        kernel:revoke kernel:active kernel:password""",
    takes(Permission.DEVICE_MANAGE): "kernel:tokens kernel:token_new kernel:token_revoke",
    takes(Permission.AUDIT_READ): "kernel:log kernel:log_verify",
    Access(every=frozenset({Permission.AUDIT_READ}), is_list=True): "kernel:readers",
    takes(Permission.AREA_READ): "registry:areas registry:area registry:stations registry:station registry:station_post",
    takes(Permission.AREA_MANAGE): "registry:area_new registry:area_rename registry:area_move registry:area_points",
    takes(Permission.STATION_MANAGE): "registry:station_new",
    takes(Permission.STATION_MANAGE, exists=False): "registry:station_post_end",
    takes(Permission.PERSON_READ): """registry:roster registry:find registry:person registry:person_labels
        screening:labels_people""",
    takes(Permission.ROSTER_SEARCH): "registry:roster_search",
    takes(Permission.ZONE_READ): "zoning:board zoning:replay zoning:zones zoning:zone zoning:proposals zoning:proposal zoning:map",
    takes(Permission.ANALYSIS_READ): "analysis:home",
    # Asked here of a grid, where a count may be one person.
    takes(Permission.ANALYSIS_READ, Permission.CASE_READ): """analysis:curve analysis:rt analysis:delays analysis:chains
        analysis:sources analysis:work""",
    takes(Permission.ANALYSIS_READ, exists=False): "analysis:progress analysis:stop",
    takes(Permission.ANALYSIS_READ, Permission.CASE_READ, Permission.ZONE_READ): "analysis:ending analysis:zone",
    takes(Permission.ZONE_PROPOSE): "zoning:propose zoning:zone_change zoning:draw",
    takes(Permission.ZONE_SIGN): "zoning:sign zoning:refuse zoning:take_back zoning:measure_add zoning:measure_end zoning:measure_keep",
    takes(Permission.PERSON_MANAGE): "registry:enrol registry:load_new registry:loads registry:person_presence",
    # Looks for the new grid first, and says alike to everybody who does not see it that there is none.
    Access(every=frozenset({Permission.PERSON_MANAGE}), is_list=True): "registry:person_move",
    # Starts a hand-over that is nobody's yet and leads to its page, which asks who comes.
    Access(is_list=True): "screening:desk_receive",
    takes(Permission.PERSON_MANAGE, exists=False): """registry:load registry:load_start registry:load_mistakes registry:load_progress
        registry:load_stop""",
    takes(Permission.SCREENING_READ): """screening:overview screening:unannounced screening:pass screening:waiting screening:ended
        screening:disputed screening:crowded screening:area screening:grid screening:unserved screening:campaigns screening:campaign
        screening:places screening:sites screening:site""",
    takes(Permission.SCREENING_PLAN): """screening:exempt screening:pass_plan screening:pass_pools screening:pass_kits screening:pass_close
        screening:pass_notify
        screening:exemption_end screening:campaign_new screening:round_add screening:pass_new""",
    takes(Permission.SCREENING_READ, Permission.PERSON_READ): "screening:exemptions",
    takes(Permission.STATION_MANAGE, Permission.SCREENING_READ): "screening:site_capacity screening:lab_capacity",
    takes(Permission.SCREENING_SAMPLE): """screening:sample screening:sample_site screening:sample_tube screening:sample_add
        screening:sample_stranger screening:sample_walk_in screening:sample_undo screening:sample_seal screening:site_pack
        screening:site_offer screening:site_name""",
    CARRIES: """screening:tube screening:tube_condition screening:tube_scan screening:tube_result screening:tube_label screening:box
        screening:box_label""",
    takes(Permission.LAB_RECEIVE): """screening:desk screening:desk_send screening:desk_pack screening:desk_tested
        screening:desk_differences screening:desk_held""",
    takes(Permission.RESULT_CORRECT): "screening:results",
    takes(Permission.RESULT_CORRECT, exists=False): """screening:result_file screening:result_mapping screening:result_apply
        screening:result_progress screening:result_cancel screening:result_mend""",
    takes(Permission.POSITIVE_READ): """screening:pools screening:pool screening:pool_print screening:pool_sign
        screening:pool_identify screening:pool_shorten""",
    takes(Permission.POSITIVE_ACT): "screening:pool_reached",
    takes(Permission.TASK_DO): "command:mine command:task_step",
    takes(Permission.TASK_READ): "command:task command:posts command:post",
    takes(Permission.TASK_DISPATCH): """command:desk command:desk_act command:task_new command:post_new command:post_appoint
        command:post_relieve command:post_close""",
    takes(Permission.CASE_READ): """casework:trajectory
        casework:cases casework:case casework:contacts casework:search casework:contact casework:chain
        casework:chain_around casework:letters casework:letter casework:relooks casework:relook""",
    takes(Permission.CASE_INVESTIGATE): """casework:case_new casework:case_known casework:case_done casework:stay_new
        casework:stay_correct casework:stay_void casework:trajectory_draft casework:trajectory_save
        casework:letter_new casework:letter_check casework:stay_loads casework:stay_load_new casework:stay_load_template
        casework:stay_load casework:stay_load_mistakes""",
    takes(Permission.CASE_JUDGE): """casework:case_class casework:judge casework:contact_name casework:sources casework:judge_met
        casework:case_end casework:met_name casework:judgement_take_back casework:traced casework:traced_look
        casework:traced_place casework:traced_person casework:traced_identify casework:trajectory_approve
        casework:trajectory_withdraw casework:relook_read casework:follow_up_new""",
    takes(Permission.CASE_JUDGE, exists=False): "casework:case_decide casework:ground_take_back",
    takes(Permission.CASE_INVESTIGATE, exists=False): "casework:stay_load_progress casework:stay_load_stop",
    Access(any_of=frozenset({Permission.CASE_READ, Permission.FOLLOW_UP_RECORD})): """casework:follow_ups casework:releases
        casework:follow_up""",
    takes(Permission.RELEASE_SIGN): "casework:follow_up_stage casework:follow_up_release casework:follow_up_take_back",
    takes(Permission.RELEASE_SIGN, exists=False): "casework:follow_up_answer",
    Access(any_of=frozenset({Permission.FOLLOW_UP_RECORD, Permission.CASE_INVESTIGATE})): "casework:follow_up_appeal",
    Access(any_of=frozenset({Permission.CASE_READ, Permission.PACK_DECIDE})): "casework:packs_home casework:packs",
    takes(Permission.PACK_DECIDE): "casework:packs_change",
    takes(Permission.ROOM_READ): "isolation:board isolation:facility isolation:desk isolation:placement isolation:evening",
    takes(Permission.ROOM_MANAGE): """isolation:rooms_load isolation:room_act isolation:arrival isolation:departure
        isolation:facility_new isolation:facility_edit isolation:facility_close isolation:rooms_count""",
    takes(Permission.PLACEMENT_SIGN): "isolation:sign_many",
    DRIVES: "isolation:trips isolation:trip",
    takes(Permission.TRIP_RUN): "isolation:trip_new isolation:trip_add isolation:trip_act isolation:passenger_act",
    Access(any_of=frozenset({Permission.ROOM_READ, Permission.FOLLOW_UP_RECORD})): "isolation:care",
    takes(Permission.FOLLOW_UP_RECORD): """isolation:care_new isolation:treatment_act casework:order_tests casework:follow_up_check
        casework:follow_up_end""",
    PRINTS: "screening:labels screening:labels_tubes screening:labels_boxes",
}
PAGES: Mapping[str, Access] = {name: access for access, names in _PAGES.items() for name in names.split()}

LOOKS = frozenset({Permission.SCREENING_READ, Permission.SCREENING_SAMPLE, Permission.TUBE_TRANSPORT, Permission.LAB_RECEIVE})
READS = takes(Permission.API_READ, Permission.SCREENING_READ)
_OPERATIONS: Mapping[Access, tuple[str, ...]] = {
    SIGNED_IN: ("GET /me",),
    takes(Permission.FOLLOW_UP_RECORD): ("POST /casework/follow-up-checks",),
    # Asked here of a grid, where a count may be one person.
    takes(Permission.API_READ, Permission.ANALYSIS_READ, Permission.CASE_READ): (
        "GET /analysis/areas/{area_id}/curve",
        "GET /analysis/areas/{area_id}/rt",
        "GET /analysis/areas/{area_id}/delays",
        "GET /analysis/areas/{area_id}/chains",
        "GET /analysis/areas/{area_id}/places",
        "GET /analysis/runs/{analysis_run_id}",
    ),
    takes(Permission.API_READ, Permission.ANALYSIS_READ, Permission.CASE_READ, Permission.ZONE_READ): (
        "GET /analysis/zones/{zone_id}/ending",
    ),
    Access(every=frozenset({Permission.API_READ}), any_of=frozenset({Permission.CASE_READ, Permission.FOLLOW_UP_RECORD})): (
        "GET /casework/follow-ups",
        "GET /casework/follow-ups/{follow_up_id}",
    ),
    takes(Permission.API_READ, Permission.ACCOUNT_MANAGE): ("GET /users", "GET /users/{user_id}"),
    takes(Permission.ACCOUNT_MANAGE): (
        "POST /users",
        "POST /users/{user_id}/active",
        "POST /users/{user_id}/grants",
        "POST /grants/{grant_id}/revoke",
    ),
    takes(Permission.API_READ, Permission.DEVICE_MANAGE): ("GET /tokens",),
    takes(Permission.DEVICE_MANAGE): ("POST /tokens", "POST /tokens/{token_id}/revoke"),
    takes(Permission.API_READ, Permission.AUDIT_READ): ("GET /audit",),
    Access(every=frozenset({Permission.API_READ, Permission.AUDIT_READ}), is_list=True): ("GET /audit/people/{person_id}",),
    takes(Permission.API_READ, Permission.AREA_READ): (
        "GET /registry/areas",
        "GET /registry/areas/roots",
        "GET /registry/areas/{area_id}",
        "GET /registry/areas/{area_id}/children",
        "GET /registry/stations",
        "GET /registry/stations/{station_id}",
    ),
    takes(Permission.AREA_MANAGE): ("POST /registry/areas/{area_id}/children",),
    takes(Permission.API_READ, Permission.PERSON_READ): (
        "GET /registry/areas/{area_id}/people",
        "POST /registry/people/by-code",
        "POST /registry/people/by-document",
    ),
    takes(Permission.API_READ, Permission.ROSTER_SEARCH): ("POST /registry/areas/{area_id}/people/search",),
    takes(Permission.API_READ): ("POST /registry/people/by-ids",),
    takes(Permission.API_READ, Permission.PERSON_MANAGE): ("POST /registry/areas/{area_id}/people", "POST /registry/people/presence"),
    READS: (
        "GET /screening/passes",
        "GET /screening/passes/{pass_id}",
        "GET /screening/passes/{pass_id}/ledger",
        "GET /screening/passes/{pass_id}/turnaround",
        "GET /screening/passes/{pass_id}/coverage/{area_id}",
        "GET /screening/passes/{pass_id}/waiting",
        "GET /screening/stations/{station_id}/tubes",
    ),
    takes(Permission.API_READ, Permission.SCREENING_PLAN): ("GET /screening/passes/{pass_id}/pool-sizes",),
    takes(Permission.API_READ, Permission.SCREENING_READ, Permission.PERSON_READ): (
        "GET /screening/passes/{pass_id}/grids/{grid_id}/missing",
    ),
    Access(every=frozenset({Permission.API_READ}), any_of=LOOKS): ("GET /screening/tubes/{code}",),
    takes(Permission.API_READ, Permission.POSITIVE_READ): ("GET /screening/pools", "GET /screening/pools/{pool_id}"),
    takes(Permission.API_READ, Permission.ZONE_READ): (
        "GET /zoning/zones",
        "GET /zoning/zones/ahead",
        "GET /zoning/zones/at",
        "GET /zoning/zones/taken-back",
        "GET /zoning/zones/{zone_id}",
        "GET /zoning/zones/{zone_id}/history",
        "GET /zoning/proposals",
        "GET /zoning/proposals/{proposal_id}",
    ),
    takes(Permission.SCREENING_SAMPLE): (
        "POST /screening/passes/{pass_id}/fills",
        "POST /screening/handovers/offers",
        "POST /screening/boxes",
    ),
    Access(any_of=frozenset({Permission.SCREENING_SAMPLE, Permission.SCREENING_CORRECT})): (
        "POST /screening/stations/{station_id}/conditions",
        "POST /screening/sites/{site_id}/corrections",
    ),
    Access(every=frozenset({Permission.TUBE_TRANSPORT}), barred=frozenset({"site_device"})): ("POST /screening/handovers/acceptances",),
    takes(Permission.LAB_RECEIVE): ("POST /screening/tested",),
    takes(Permission.API_READ, Permission.ROOM_READ): (
        "GET /isolation/facilities",
        "GET /isolation/facilities/{facility_id}",
        "GET /isolation/facilities/{facility_id}/rooms",
        "GET /isolation/placements",
    ),
    Access(every=frozenset({Permission.API_READ}), any_of=DRIVES.any_of): ("GET /isolation/trips", "GET /isolation/trips/{trip_id}"),
    takes(Permission.ROOM_MANAGE): ("POST /isolation/arrivals", "POST /isolation/facilities"),
    takes(Permission.TRIP_RUN): ("POST /isolation/trips/{trip_id}/boardings",),
    Access(any_of=frozenset({Permission.ROOM_MANAGE, Permission.TRIP_RUN})): ("POST /isolation/trips/{trip_id}/receptions",),
    takes(Permission.RESULT_UPLOAD): ("POST /screening/laboratories/{laboratory_id}/results",),
    takes(Permission.API_READ, Permission.CASE_READ): (
        "GET /casework/cases",
        "GET /casework/cases/{case_id}",
        "GET /casework/cases/{case_id}/contacts",
        "GET /casework/contacts",
        "GET /casework/contacts/{link_id}",
        "GET /casework/letters",
        "GET /casework/relooks",
        "GET /casework/cases/{case_id}/trajectories",
    ),
    takes(Permission.CASE_INVESTIGATE): (
        "POST /casework/cases/{case_id}/stays",
        "POST /casework/cases/{case_id}/stays/{stay_id}/void",
        "POST /casework/stay-lists",
        "POST /casework/contacts/{link_id}/attempts",
    ),
    takes(Permission.API_READ, Permission.CASE_INVESTIGATE): ("GET /casework/stay-lists",),
    takes(Permission.API_READ, Permission.CASE_JUDGE): (
        "GET /casework/cases/{case_id}/proposed-contacts",
        "GET /casework/cases/{case_id}/proposed-contacts/{contact_proposal_id}",
    ),
    takes(Permission.CASE_JUDGE): (
        "POST /casework/cases/{case_id}/contacts",
        "POST /casework/cases/{case_id}/looks",
        "POST /casework/cases/{case_id}/looks/decisions",
        "POST /casework/judgements/{judgement_id}/take-back",
        "POST /casework/relooks/{relook_id}/reading",
    ),
    takes(Permission.API_READ, Permission.TASK_DO): ("GET /command/tasks",),
    takes(Permission.API_READ, Permission.TASK_READ): ("GET /command/tasks/{task_id}",),
    takes(Permission.TASK_DO): ("POST /command/tasks/{task_id}/steps",),
    takes(Permission.TASK_DISPATCH): ("POST /command/tasks",),
}
OPERATIONS: Mapping[str, Access] = {name: access for access, names in _OPERATIONS.items() for name in names}

AT = "2021-11-08T09:30:00+08:00"


def forms(ids: Mapping[str, Any]) -> Mapping[str, dict[str, Any]]:
    """What pages that only take forms are sent, so that it is the permission and not the form that refuses."""
    scan = {"record_id": str(uuid4()), "handover_id": str(uuid4()), "person": ids["person_id"], "tubes": [ids["code"]]}
    return {
        "registry:roster_search": {"typed": "欧阳"},
        "registry:person_presence": {"presence": "2"},
        "registry:person_move": {"grid": ids["other_grid_code"]},
        "command:task_step": {"record_id": str(uuid4()), "step": "read"},
        "command:desk_act": {"record_id": str(uuid4()), "what": "withdraw", "reason": "over", "tasks": [ids["task_id"]]},
        "casework:case_class": {"becomes": "confirmed"},
        "casework:case_end": {"end-end": "died"},
        "casework:letter_check": {"outcome": "found"},
        "casework:stay_void": {"void-record_id": str(uuid4()), "void-reason": "another person's ticket"},
        "casework:trajectory_save": {"text_zh": "一", "text_en": "one"},
        "casework:trajectory_withdraw": {"reason": "outdated"},
        "casework:relook_read": {"outcome": "agreed"},
        "casework:judgement_take_back": {"reason": "another person of that name"},
        "casework:follow_up_check": {"record_id": str(uuid4()), "day": "2021-11-09", "half": "am", "temperature": "36.5"},
        "casework:follow_up_end": {"end-state": "handed_over", "end-reason": "letter 12"},
        "casework:follow_up_take_back": {"back-reason": "a mistake"},
        "casework:follow_up_appeal": {"appeal-text": "I was elsewhere"},
        "casework:follow_up_answer": {"answer-text": "Seen", "answer-upheld": "no"},
        "isolation:room_act": {"act": "close"},
        "isolation:departure": {"reason": "released"},
        "isolation:sign_many": {"chosen": [f"{ids['placement_id']}:{ids['facility_id']}:"]},
        "isolation:trip_add": {"placement": ids["placement_id"]},
        "isolation:trip_act": {"act": "cancel"},
        "isolation:passenger_act": {"act": "board"},
        "isolation:treatment_act": {"act": "given"},
        "screening:site_pack": {**scan, "box": "BOX-9"},
        "screening:site_offer": {**scan, "taker": ids["courier_id"]},
        "screening:site_name": {"typed": ids["person_code"]},
    }


def bodies(ids: Mapping[str, Any]) -> Mapping[str, dict[str, Any]]:
    """What each operation is sent, well formed, so that it is the permission and not the form that refuses."""
    record, tubes, site = {"id": str(uuid4()), "at": AT}, [ids["code"]], ids["site_id"]
    handover = str(uuid4())
    return {
        "POST /users": {"username": "new1", "display_name": "n", "password": "crossing-Rivers-38", "role": "observer", "path": ids["path"]},
        "POST /users/{user_id}/active": {"active": True},
        "POST /users/{user_id}/grants": {"role": "observer", "path": ids["path"]},
        "POST /casework/follow-up-checks": {
            "batch_id": str(uuid4()),
            "checks": [{"id": str(uuid4()), "follow_up_id": ids["follow_up_id"], "day": "2021-11-09", "half": "am", "at": AT}],
        },
        "POST /casework/stay-lists": {
            "batch_id": str(uuid4()),
            "name": "check-ins",
            "area_path": ids["path"],
            "evidence": "venue_code",
            "legal_basis": "agency_request",
            "reference": "1",
            "purpose": "x",
            "kind": "venue",
            "records": [{"id": str(uuid4()), "place": "x", "begins_at": AT, "phone": "13800000000"}],
        },
        "POST /casework/cases/{case_id}/stays": {
            "id": str(uuid4()),
            "area_path": ids["path"],
            "place_name": "x",
            "place_kind": "activity",
            "spread": "some",
            "starts_at": AT,
            "ends_at": AT,
            "situation": "shared_meal",
            "evidence": "interview",
            "legal_basis": "consent",
        },
        "POST /casework/cases/{case_id}/contacts": {
            "judgements": [
                {"id": str(uuid4()), "person_id": ids["person_id"], "situation": "shared_meal", "first_on": AT[:10], "last_on": AT[:10]}
            ]
        },
        "POST /casework/cases/{case_id}/stays/{stay_id}/void": {"id": str(uuid4()), "reason": "another person's ticket"},
        "POST /casework/contacts/{link_id}/attempts": {"id": str(uuid4()), "outcome": "not_found"},
        "POST /casework/cases/{case_id}/looks/decisions": {"proposal_ids": [ids["contact_proposal_id"]]},
        "POST /casework/relooks/{relook_id}/reading": {"outcome": "agreed"},
        "POST /casework/judgements/{judgement_id}/take-back": {"reason": "another person of that name"},
        "POST /tokens": {"name": "t", "role": "site_device", "path": ids["path"]},
        "POST /registry/areas/{area_id}/children": {"code": "621227001G99", "kind": "grid", "name": "x"},
        "POST /registry/areas/{area_id}/people": {"name": "王芳"},
        "POST /registry/areas/{area_id}/people/search": {"typed": "欧阳"},
        "POST /registry/people/by-code": {"typed": ids["person_code"]},
        "POST /registry/people/by-document": {"typed": ids["document"]},
        "POST /registry/people/by-ids": {"ids": [ids["person_id"]]},
        "POST /registry/people/presence": {"ids": [ids["person_id"]], "presence": 2},
        "POST /command/tasks/{task_id}/steps": {"id": str(uuid4()), "step": "read"},
        "POST /command/tasks": {"id": str(uuid4()), "owner": "sampling_team", "paths": [ids["path"]], "due_at": AT, "text": "x"},
        "POST /screening/passes/{pass_id}/fills": {
            "batch_id": str(uuid4()),
            "site_id": site,
            "records": [{"id": str(uuid4()), "tube": "T9"}],
        },
        "POST /screening/handovers/offers": {**record, "handover": handover, "giver": site, "taker": ids["courier_id"], "tubes": tubes},
        "POST /screening/handovers/acceptances": {**record, "handover": handover, "taker": ids["courier_id"], "tubes": tubes},
        "POST /screening/boxes": {**record, "box": "BOX-9", "station": site, "tubes": tubes},
        "POST /isolation/facilities": {"code": "ISO-99", "kind": "isolation_site", "name": "x", "area_id": ids["area_id"]},
        "POST /isolation/arrivals": {"placement_id": ids["placement_id"]},
        "POST /isolation/trips/{trip_id}/boardings": {"passenger_id": ids["passenger_id"]},
        "POST /isolation/trips/{trip_id}/receptions": {"passenger_id": ids["passenger_id"]},
        "POST /screening/tested": {**record, "laboratory": ids["laboratory_id"], "tubes": tubes},
        "POST /screening/stations/{station_id}/conditions": {"records": [{**record, "tube": ids["code"], "kind": 9}]},
        "POST /screening/sites/{site_id}/corrections": {
            "records": [{**record, "tube": ids["code"], "person": ids["person_id"], "kind": 1, "reason": "wrong card"}]
        },
        "POST /screening/laboratories/{laboratory_id}/results": {
            "batch_id": str(uuid4()),
            "records": [{"id": str(uuid4()), "tube": ids["code"], "outcome": 1, "tested_at": AT}],
        },
    }


QUERIES: Mapping[str, str] = {
    "GET /zoning/zones/at": "?at=2021-11-08T10:00:00Z",
    "GET /screening/passes/{pass_id}/waiting": "?stage=1",
    "GET /registry/areas": "?q=x",
}
"""What operations need in their address beside the path."""
