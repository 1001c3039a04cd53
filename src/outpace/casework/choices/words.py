"""The words of the packs in the reader's language: classes, places, ways of exposure, reasons. A word not listed is shown by its code."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import npgettext, pgettext_lazy

from epiworks.protocol import Anchor, Direction, Effect, News, Place, ReasonKey, Setting, Situation

Words = Mapping[str, str | Promise]

GROUPS: Words = {
    "close": pgettext_lazy("class of person", "close contact"),
    "secondary": pgettext_lazy("class of person", "secondary contact"),
    "general": pgettext_lazy("class of person", "general contact"),
    "companion": pgettext_lazy("class of person", "spatio-temporal companion"),
    "potential_close": pgettext_lazy("class of person", "potential close contact"),
    "venue_exposed": pgettext_lazy("class of person", "exposed at a venue"),
    "inbound": pgettext_lazy("class of person", "arrived from abroad"),
    "high_risk_area": pgettext_lazy("class of person", "from a high-risk area"),
    "medium_risk_area": pgettext_lazy("class of person", "from a medium-risk area"),
    "low_risk_area": pgettext_lazy("class of person", "from a low-risk area"),
    "closed_loop_job": pgettext_lazy("class of person", "left a closed-loop job"),
    "discharged": pgettext_lazy("class of person", "discharged case"),
    "contact": pgettext_lazy("class of person", "contact"),
    "household": pgettext_lazy("class of person", "household contact"),
    "neighbour": pgettext_lazy("class of person", "neighbour"),
    "susceptible": pgettext_lazy("class of person", "susceptible contact"),
    "immune": pgettext_lazy("class of person", "immune contact"),
}
"""Classes of people in follow-up, as packs name them."""

CASE_CLASSES: Words = {
    "preliminary": pgettext_lazy("class of case", "preliminary positive"),
    "confirmed": pgettext_lazy("class of case", "confirmed case"),
    "asymptomatic": pgettext_lazy("class of case", "asymptomatic infection"),
    "suspected": pgettext_lazy("class of case", "suspected case"),
    "excluded": pgettext_lazy("class of case", "excluded"),
    "re_positive": pgettext_lazy("class of case", "re-positive"),
}
"""Classes of cases, as packs name them."""

PLACES: Words = {
    Place.COMMUNITY: pgettext_lazy("place of a stage", "in the community"),
    Place.EXCLUSION: pgettext_lazy("place of a stage", "kept from work and school"),
    Place.HOME_MONITORING: pgettext_lazy("place of a stage", "home monitoring"),
    Place.HOME_ISOLATION: pgettext_lazy("place of a stage", "home isolation"),
    Place.CENTRALISED: pgettext_lazy("place of a stage", "centralised isolation"),
    Place.FANGCANG: pgettext_lazy("place of a stage", "Fangcang shelter hospital"),
    Place.HOSPITAL: pgettext_lazy("place of a stage", "designated hospital"),
}
"""Where a person is kept or watched."""

SITUATIONS: Words = {
    Situation.CO_LIVING: pgettext_lazy("way of exposure", "lives together"),
    Situation.DIRECT_CARE: pgettext_lazy("way of exposure", "cared for the patient"),
    Situation.AEROSOL_PROCEDURE: pgettext_lazy("way of exposure", "same room during an aerosol procedure"),
    Situation.SHARED_ROOM: pgettext_lazy("way of exposure", "same office, workshop or classroom"),
    Situation.SHARED_MEAL: pgettext_lazy("way of exposure", "shared meal or leisure"),
    Situation.SERVED_MEAL: pgettext_lazy("way of exposure", "served or was served at a meal"),
    Situation.VISITOR: pgettext_lazy("way of exposure", "visitor"),
    Situation.VEHICLE: pgettext_lazy("way of exposure", "same vehicle"),
    Situation.CONTAMINATED_ENVIRONMENT: pgettext_lazy("way of exposure", "contaminated environment"),
    Situation.INVESTIGATOR_JUDGEMENT: pgettext_lazy("way of exposure", "investigator's judgement"),
    Situation.SHARED_TOILET_OR_LIFT: pgettext_lazy("way of exposure", "shared toilet or lift"),
    Situation.SAME_PLACE: pgettext_lazy("way of exposure", "same place, no close contact"),
    Situation.VENUE: pgettext_lazy("way of exposure", "same venue"),
    Situation.SAME_CELL: pgettext_lazy("way of exposure", "same map cell"),
    Situation.DATA_SUGGESTED: pgettext_lazy("way of exposure", "suggested by data only"),
    Situation.TOUCHED_PATIENT: pgettext_lazy("way of exposure", "touched the patient"),
    Situation.TOUCHED_BODY: pgettext_lazy("way of exposure", "touched the body"),
    Situation.FUNERAL: pgettext_lazy("way of exposure", "funeral"),
    Situation.BODY_FLUIDS: pgettext_lazy("way of exposure", "body fluids"),
    Situation.BEDDING: pgettext_lazy("way of exposure", "bedding or clothes"),
    Situation.BREASTFEEDING: pgettext_lazy("way of exposure", "breastfeeding"),
    Situation.LABORATORY: pgettext_lazy("way of exposure", "laboratory"),
    Situation.SKIN_CONTACT: pgettext_lazy("way of exposure", "skin contact"),
    Situation.SHARED_AIR: pgettext_lazy("way of exposure", "shared air"),
    Situation.SHARED_WATER: pgettext_lazy("way of exposure", "shared water"),
    Situation.SHARED_FOOD: pgettext_lazy("way of exposure", "shared food"),
    Situation.NEIGHBOUR: pgettext_lazy("way of exposure", "neighbour"),
    Situation.ANIMAL: pgettext_lazy("way of exposure", "animal"),
    Situation.FACE_TO_FACE: pgettext_lazy("way of exposure", "long talk face to face"),
}
"""How somebody was exposed."""

SETTINGS: Words = {
    Setting.CENTRALISED_ISOLATION: pgettext_lazy("where an infection was found", "centralised isolation"),
    Setting.HOME_ISOLATION: pgettext_lazy("where an infection was found", "home isolation"),
    Setting.SEALED_ZONE: pgettext_lazy("where an infection was found", "sealed zone"),
    Setting.CONTROLLED_ZONE: pgettext_lazy("where an infection was found", "controlled zone"),
    Setting.PRECAUTION_ZONE: pgettext_lazy("where an infection was found", "precaution zone"),
    Setting.HIGH_RISK_ZONE: pgettext_lazy("where an infection was found", "high-risk zone"),
    Setting.MEDIUM_RISK_ZONE: pgettext_lazy("where an infection was found", "medium-risk zone"),
    Setting.LOW_RISK_ZONE: pgettext_lazy("where an infection was found", "low-risk zone"),
    Setting.CLOSED_LOOP: pgettext_lazy("where an infection was found", "closed-loop work"),
    Setting.KEY_GROUP_SCREENING: pgettext_lazy("where an infection was found", "screening of key groups"),
    Setting.COMMUNITY_SCREENING: pgettext_lazy("where an infection was found", "screening in the community"),
    Setting.FEVER_CLINIC: pgettext_lazy("where an infection was found", "fever clinic"),
    Setting.INBOUND_CHECK: pgettext_lazy("where an infection was found", "check on entry"),
    Setting.POST_DISCHARGE: pgettext_lazy("where an infection was found", "follow-up after discharge"),
    Setting.OTHER_JURISDICTION: pgettext_lazy("where an infection was found", "found by another jurisdiction"),
}
"""Where, or by which activity, an infection was discovered."""

ANCHORS: Words = {
    Anchor.FIRST_EXPOSURE: pgettext_lazy("day counted from", "first exposure"),
    Anchor.LAST_EXPOSURE: pgettext_lazy("day counted from", "last exposure"),
    Anchor.ONSET: pgettext_lazy("day counted from", "onset"),
    Anchor.RASH: pgettext_lazy("day counted from", "rash"),
    Anchor.SAMPLE_COLLECTED: pgettext_lazy("day counted from", "sample taken"),
    Anchor.REPORT: pgettext_lazy("day counted from", "report"),
    Anchor.ISOLATED: pgettext_lazy("day counted from", "isolation"),
    Anchor.ARRIVAL: pgettext_lazy("day counted from", "arrival"),
    Anchor.LEFT_RISK_AREA: pgettext_lazy("day counted from", "left the risk area"),
    Anchor.LEFT_CLOSED_LOOP: pgettext_lazy("day counted from", "left the closed loop"),
    Anchor.DISCHARGE: pgettext_lazy("day counted from", "discharge"),
    Anchor.BURIAL: pgettext_lazy("day counted from", "burial"),
    Anchor.SECOND_NEGATIVE: pgettext_lazy("day counted from", "second negative result"),
}
"""Which day a schedule counts from."""

NEWS: Words = {
    News.OWN_TEST_POSITIVE: pgettext_lazy("news of a person", "own test positive"),
    News.OWN_SYMPTOMS: pgettext_lazy("news of a person", "own symptoms"),
    News.LINKED_CLOSE_POSITIVE: pgettext_lazy("news of a person", "their close contact turned positive"),
    News.LINKED_CASE_EXCLUDED: pgettext_lazy("news of a person", "their case was excluded"),
    News.LINKED_CLOSE_EXCLUDED: pgettext_lazy("news of a person", "their close contact is no contact any more"),
    News.FIELD_JUDGEMENT_CLEARED: pgettext_lazy("news of a person", "cleared by field judgement"),
    News.OWN_RESULT_EXCLUDED: pgettext_lazy("news of a person", "own result excluded"),
}
"""What may move a person from one class to another."""

REASONS: Words = {
    ReasonKey.DAYS_DONE: pgettext_lazy("reason", "the days are completed"),
    ReasonKey.TEST_DUE: pgettext_lazy("reason", "a test is missing"),
    ReasonKey.TEST_PENDING: pgettext_lazy("reason", "the test of %(day)s has no result yet"),
    ReasonKey.TEST_INVALID: pgettext_lazy("reason", "the test of %(day)s was invalid"),
    ReasonKey.TESTS_TOO_CLOSE: pgettext_lazy("reason", "tests lie closer together than %(gap_hours)s hours"),
    ReasonKey.POSITIVE_FOUND: pgettext_lazy("reason", "a positive result"),
    ReasonKey.NO_POSITIVE: pgettext_lazy("reason", "no positive result"),
    ReasonKey.SYMPTOMS: pgettext_lazy("reason", "symptoms"),
    ReasonKey.NO_SYMPTOMS: pgettext_lazy("reason", "no symptoms"),
    ReasonKey.LINKED_TESTS_MISSING: pgettext_lazy("reason", "%(missing)s of the first two tests of the linked close contact are missing"),
    ReasonKey.LINKED_TEST_POSITIVE: pgettext_lazy("reason", "the linked close contact tested positive"),
    ReasonKey.LINKED_TESTS_NEGATIVE: pgettext_lazy("reason", "the linked close contact was negative twice"),
    ReasonKey.CT_TOO_LOW: pgettext_lazy("reason", "Ct below %(ct)s"),
    ReasonKey.CT_TOO_FEW: pgettext_lazy("reason", "%(results)s of %(needed)s results that count, %(gap_hours)s hours apart"),
    ReasonKey.STAY_TOO_SHORT: pgettext_lazy("reason", "%(days)s of %(needed)s days stayed"),
    ReasonKey.NOT_INFECTIOUS_THEN: pgettext_lazy("reason", "the case was not infectious then"),
    ReasonKey.SITUATION_NOT_LISTED: pgettext_lazy("reason", "this way of exposure is not listed for the class"),
    ReasonKey.WRONG_GENERATION: pgettext_lazy("reason", "generation %(found)s, the class is for generation %(wanted)s"),
    ReasonKey.PROTECTED: pgettext_lazy("reason", "was protected"),
    ReasonKey.TOO_SHORT: pgettext_lazy("reason", "%(minutes)s minutes, fewer than %(least)s"),
    ReasonKey.TOO_FAR: pgettext_lazy("reason", "%(metres)s m apart, more than %(most)s"),
    ReasonKey.TOO_LATE_AFTER_CASE_LEFT: pgettext_lazy("reason", "%(minutes)s minutes after the case had left, more than %(most)s"),
    ReasonKey.IMMUNITY_DIFFERS: pgettext_lazy("reason", "the class is for another immunity"),
    ReasonKey.LINK_NOT_HIGHER_RISK: pgettext_lazy("reason", "the linked close contact is not of higher risk"),
    ReasonKey.CLASS_NOT_JUDGED: pgettext_lazy("reason", "the packs in force do not judge this class"),
    ReasonKey.CUMULATIVE_TOO_SHORT: pgettext_lazy("reason", "%(hours)s hours in all, fewer than %(least)s"),
    ReasonKey.CUMULATIVE_NOT_OVER: pgettext_lazy("reason", "%(hours)s hours in all, not more than %(most)s"),
    ReasonKey.SETTING_DRAWS_NO_ZONE: pgettext_lazy("reason", "a case found in this way draws no zone"),
    ReasonKey.NO_CLAUSE_MATCHES: pgettext_lazy("reason", "no clause of the pack fits the place"),
    ReasonKey.ZONE_CLAUSE_MATCHES: pgettext_lazy("reason", "a clause of the pack fits the place"),
    ReasonKey.ZONE_DAYS_DONE: pgettext_lazy("reason", "the days without a new case are completed"),
    ReasonKey.CONTACTS_NOT_NEGATIVE: pgettext_lazy("reason", "contacts are not all negative"),
    ReasonKey.CONTACTS_OUT: pgettext_lazy("reason", "the last contact is out"),
    ReasonKey.FINAL_ROUND_MISSING: pgettext_lazy("reason", "the final round is missing"),
    ReasonKey.FINAL_ROUND_NEGATIVE: pgettext_lazy("reason", "the final round was negative"),
    ReasonKey.OTHER_ZONES_OPEN: pgettext_lazy("reason", "other zones are still open"),
    ReasonKey.OTHER_ZONES_LIFTED: pgettext_lazy("reason", "all other zones are lifted"),
    ReasonKey.ROUNDS_NOT_CLEAN: pgettext_lazy("reason", "%(clean)s of %(needed)s rounds without a finding in the community"),
    ReasonKey.GAP_RUNNING: pgettext_lazy("reason", "waiting until %(until)s before the last round"),
    ReasonKey.DAY_MISSING: pgettext_lazy("reason", "the findings of %(day)s are missing"),
    ReasonKey.FOUND_OUTSIDE: pgettext_lazy("reason", "%(found)s found in the community on %(day)s"),
    ReasonKey.DAYS_CLEAR: pgettext_lazy("reason", "%(days)s of %(needed)s days clear"),
    ReasonKey.IMMUNE_NEEDS_NONE: pgettext_lazy("reason", "whoever is immune needs none"),
    ReasonKey.WINDOW_OPEN: pgettext_lazy("reason", "there is still time"),
    ReasonKey.WINDOW_CLOSED: pgettext_lazy("reason", "the time for it has passed"),
    ReasonKey.DEPARTURE_BARRED: pgettext_lazy("reason", "this class of people may not depart"),
}
"""What a decision of the packs says of each condition; the parameters stand in the text. Those that count are below."""

COUNTED_REASONS: Mapping[ReasonKey, tuple[str, Callable[[int], str]]] = {
    ReasonKey.DAYS_LEFT: (
        "days",
        lambda count: npgettext("reason", "%(days)s day left, until %(until)s", "%(days)s days left, until %(until)s", count),
    ),
    ReasonKey.TESTS_DONE: (
        "tests",
        lambda count: npgettext("reason", "the %(tests)s test is negative", "all %(tests)s tests are negative", count),
    ),
    ReasonKey.CT_MET: (
        "results",
        lambda count: npgettext(
            "reason", "%(results)s result with Ct of at least %(ct)s", "%(results)s results with Ct of at least %(ct)s", count
        ),
    ),
    ReasonKey.ZONE_DAYS_LEFT: (
        "days",
        lambda count: npgettext(
            "reason", "%(days)s day without a new case is still to come", "%(days)s days without a new case are still to come", count
        ),
    ),
    ReasonKey.CONTACT_DAYS_LEFT: (
        "days",
        lambda count: npgettext(
            "reason", "%(days)s day left for the last close contact", "%(days)s days left for the last close contact", count
        ),
    ),
    ReasonKey.ROUNDS_ENOUGH: (
        "clean",
        lambda count: npgettext(
            "reason", "%(clean)s round without a finding in the community", "%(clean)s rounds without a finding in the community", count
        ),
    ),
    ReasonKey.SUSPECTS_OPEN: (
        "open",
        lambda count: npgettext("reason", "%(open)s suspected case is open", "%(open)s suspected cases are open", count),
    ),
}
"""What a decision says of conditions that count one thing or several: the parameter that is counted, and the text for so many."""

EFFECTS: Words = {
    Effect.EARLIER: pgettext_lazy("effect of a change of packs", "earlier"),
    Effect.LATER: pgettext_lazy("effect of a change of packs", "later"),
    Effect.UNCHANGED: pgettext_lazy("effect of a change of packs", "unchanged"),
    Effect.NO_LONGER_FOLLOWED: pgettext_lazy("effect of a change of packs", "no longer followed"),
}
"""What new packs would do to somebody's last day."""

DIRECTIONS: Words = {
    Direction.STRICTER: pgettext_lazy("direction of a change of rules", "stricter"),
    Direction.LOOSER: pgettext_lazy("direction of a change of rules", "milder"),
    Direction.MIXED: pgettext_lazy("direction of a change of rules", "stricter here, milder there"),
    Direction.NEUTRAL: pgettext_lazy("direction of a change of rules", "different"),
    Direction.SAME: pgettext_lazy("direction of a change of rules", "the same"),
}
"""Which way a change of rules goes."""

MUST_NOTS: Words = {
    "wider_travel_limits": pgettext_lazy("must-not", "no arbitrary widening of travel limits"),
    "forced_return": pgettext_lazy("must-not", "no forced return or isolation of people from low-risk areas"),
    "longer_zone": pgettext_lazy("must-not", "no arbitrarily longer control of zones"),
    "wider_quarantine": pgettext_lazy("must-not", "no arbitrarily wider quarantine"),
    "longer_quarantine": pgettext_lazy("must-not", "no arbitrarily longer quarantine"),
    "care_refused": pgettext_lazy("must-not", "no refusal of care on grounds of the epidemic"),
    "students_isolated": pgettext_lazy("must-not", "no isolation of students who may go home"),
    "drivers_blocked": pgettext_lazy("must-not", "no checkpoints that block drivers"),
    "low_risk_places_closed": pgettext_lazy("must-not", "no arbitrary closing of places in low-risk areas"),
}
"""The nine must-nots of June 2022, as packs name them."""
