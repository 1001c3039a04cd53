"""The vocabulary of protocol packs: closed lists that the JSON Schema and the decisions share (a test compares the two)."""

from enum import StrEnum


class Anchor(StrEnum):
    """Which day does a count start from?"""

    FIRST_EXPOSURE = "first_exposure"
    LAST_EXPOSURE = "last_exposure"
    ONSET = "onset"
    RASH = "rash"
    SAMPLE_COLLECTED = "sample_collected"
    REPORT = "report"
    ISOLATED = "isolated"
    ARRIVAL = "arrival"
    LEFT_RISK_AREA = "left_risk_area"
    LEFT_CLOSED_LOOP = "left_closed_loop"
    DISCHARGE = "discharge"
    BURIAL = "burial"
    SECOND_NEGATIVE = "second_negative"


class Place(StrEnum):
    """Where is a person kept or watched? Least to most restrictive."""

    COMMUNITY = "community"
    EXCLUSION = "exclusion"
    HOME_MONITORING = "home_monitoring"
    HOME_ISOLATION = "home_isolation"
    CENTRALISED = "centralised"
    FANGCANG = "fangcang"
    HOSPITAL = "hospital"


class Situation(StrEnum):
    """In which way was the person exposed?"""

    CO_LIVING = "co_living"
    DIRECT_CARE = "direct_care"
    AEROSOL_PROCEDURE = "aerosol_procedure"
    SHARED_ROOM = "shared_room"
    SHARED_MEAL = "shared_meal"
    SERVED_MEAL = "served_meal"
    VISITOR = "visitor"
    VEHICLE = "vehicle"
    CONTAMINATED_ENVIRONMENT = "contaminated_environment"
    INVESTIGATOR_JUDGEMENT = "investigator_judgement"
    SHARED_TOILET_OR_LIFT = "shared_toilet_or_lift"
    SAME_PLACE = "same_place"
    VENUE = "venue"
    SAME_CELL = "same_cell"
    DATA_SUGGESTED = "data_suggested"
    TOUCHED_PATIENT = "touched_patient"
    TOUCHED_BODY = "touched_body"
    FUNERAL = "funeral"
    BODY_FLUIDS = "body_fluids"
    BEDDING = "bedding"
    BREASTFEEDING = "breastfeeding"
    LABORATORY = "laboratory"
    SKIN_CONTACT = "skin_contact"
    SHARED_AIR = "shared_air"
    SHARED_WATER = "shared_water"
    SHARED_FOOD = "shared_food"
    NEIGHBOUR = "neighbour"
    ANIMAL = "animal"
    FACE_TO_FACE = "face_to_face"


class SharedPlace(StrEnum):
    """In what kind of place were two people at one time? Recorded stays name it, before anyone has judged what it means.

    `unknown`: nobody has said what the place is. `dining_table` is a table or a private dining room, the hall around it a `venue`; `cell`
    is one cell of a location grid.
    """

    UNKNOWN = "unknown"
    HOUSEHOLD = "household"
    ROOM = "room"
    WARD = "ward"
    CLASSROOM = "classroom"
    WORKPLACE = "workplace"
    DINING_TABLE = "dining_table"
    VENUE = "venue"
    TOILET_OR_LIFT = "toilet_or_lift"
    PLANE = "plane"
    SEALED_TRAIN = "sealed_train"
    OPEN_TRAIN = "open_train"
    SEALED_COACH = "sealed_coach"
    VENTILATED_BUS = "ventilated_bus"
    SHIP = "ship"
    CELL = "cell"
    WATER_POINT = "water_point"
    FUNERAL = "funeral"


class Immunity(StrEnum):
    """Is the person protected against this disease?"""

    IMMUNE = "immune"
    NON_IMMUNE = "non_immune"
    UNKNOWN = "unknown"


class Setting(StrEnum):
    """Where, or by which activity, was an infection discovered?"""

    CENTRALISED_ISOLATION = "centralised_isolation"
    HOME_ISOLATION = "home_isolation"
    SEALED_ZONE = "sealed_zone"
    CONTROLLED_ZONE = "controlled_zone"
    PRECAUTION_ZONE = "precaution_zone"
    HIGH_RISK_ZONE = "high_risk_zone"
    MEDIUM_RISK_ZONE = "medium_risk_zone"
    LOW_RISK_ZONE = "low_risk_zone"
    CLOSED_LOOP = "closed_loop"
    KEY_GROUP_SCREENING = "key_group_screening"
    COMMUNITY_SCREENING = "community_screening"
    FEVER_CLINIC = "fever_clinic"
    INBOUND_CHECK = "inbound_check"
    POST_DISCHARGE = "post_discharge"
    OTHER_JURISDICTION = "other_jurisdiction"


class Condition(StrEnum):
    """What may a pack demand before release?"""

    DAYS_COMPLETED = "days_completed"
    TESTS_NEGATIVE = "tests_negative"
    NO_SYMPTOMS = "no_symptoms"
    NO_POSITIVE = "no_positive"
    LINKED_CLOSE_FIRST_TWO_NEGATIVE = "linked_close_first_two_negative"


class News(StrEnum):
    """What may move a person from one class to another?"""

    OWN_TEST_POSITIVE = "own_test_positive"
    OWN_SYMPTOMS = "own_symptoms"
    LINKED_CLOSE_POSITIVE = "linked_close_positive"
    LINKED_CASE_EXCLUDED = "linked_case_excluded"
    LINKED_CLOSE_EXCLUDED = "linked_close_excluded"
    FIELD_JUDGEMENT_CLEARED = "field_judgement_cleared"
    OWN_RESULT_EXCLUDED = "own_result_excluded"


class PlaceKind(StrEnum):
    """What was the place to the case?"""

    RESIDENCE = "residence"
    WORK = "work"
    ACTIVITY = "activity"
    PASSED_THROUGH = "passed_through"
    REST_OF_COUNTY = "rest_of_county"


class Spread(StrEnum):
    """How likely is it that infection spread in this place?"""

    NONE = "none"
    SOME = "some"
    HIGH = "high"


class Unit(StrEnum):
    """Which piece of the map does a zone cover? Smallest to largest."""

    HOUSEHOLD = "household"
    FLOOR = "floor"
    STAIRWELL = "stairwell"
    BUILDING = "building"
    COMPOUND = "compound"
    VILLAGE = "village"
    STREET = "street"
    COUNTY = "county"


class Measure(StrEnum):
    """Which restriction or service holds in a zone?"""

    STAY_IN = "stay_in"
    SERVICE_TO_DOOR = "service_to_door"
    STAY_IN_AREA = "stay_in_area"
    STAGGERED_PICKUP = "staggered_pickup"
    NO_GATHERING = "no_gathering"
    PERSONAL_PROTECTION = "personal_protection"
    LEAVE_WITH_TEST = "leave_with_test"
    VENUES_CLOSED = "venues_closed"
    SCHOOLS_CLOSED = "schools_closed"
    WORKPLACES_CLOSED = "workplaces_closed"
    CHECKPOINT = "checkpoint"


class Trigger(StrEnum):
    """Which event starts a clock or a first action?"""

    POOL_POSITIVE = "pool_positive"
    PRELIMINARY_POSITIVE = "preliminary_positive"
    CASE_CONFIRMED = "case_confirmed"
    CASE_EXCLUDED = "case_excluded"
    CLOSE_CONTACT_FOUND = "close_contact_found"
    SECONDARY_CONTACT_FOUND = "secondary_contact_found"
    CLUSTER_FOUND = "cluster_found"
    ASSISTANCE_RECEIVED = "assistance_received"
    NETWORK_REPORT = "network_report"
    OUT_OF_AREA_ISOLATION = "out_of_area_isolation"
    SAMPLE_COLLECTED = "sample_collected"
    SAMPLE_COLLECTED_URGENT = "sample_collected_urgent"
    SAMPLE_COLLECTED_INPATIENT = "sample_collected_inpatient"
    SYMPTOM_ONSET = "symptom_onset"


class Task(StrEnum):
    """Which first action is ordered?"""

    RECALL_SAMPLES = "recall_samples"
    HOLD_IN_PLACE = "hold_in_place"
    SINGLE_RETEST = "single_retest"
    INFORM_POLICE = "inform_police"
    INFORM_COMMUNITY = "inform_community"
    TRANSFER_CASE = "transfer_case"
    REPORT_CASE = "report_case"
    START_INVESTIGATION = "start_investigation"
    PUBLISH_CORE_TRAJECTORY = "publish_core_trajectory"
    LIST_CONTACTS = "list_contacts"
    ISOLATE_CONTACTS = "isolate_contacts"
    DISINFECT_PLACES = "disinfect_places"
    PROPOSE_ZONE = "propose_zone"
    REVIEW_BY_SECOND_PERSON = "review_by_second_person"
    PROPHYLAXIS = "prophylaxis"
    CHECK_WATER = "check_water"


class Owner(StrEnum):
    """Which post owns an action or a clock? Posts, never persons."""

    LAB_LEAD = "lab_lead"
    SAMPLING_TEAM = "sampling_team"
    COMMUNITY_LEAD = "community_lead"
    POLICE_POST = "police_post"
    INVESTIGATION_TEAM = "investigation_team"
    ISOLATION_TEAM = "isolation_team"
    TRANSFER_TEAM = "transfer_team"
    DISINFECTION_TEAM = "disinfection_team"
    ZONE_TEAM = "zone_team"
    CDC_REVIEWER = "cdc_reviewer"
    TREATMENT_TEAM = "treatment_team"
    WATER_TEAM = "water_team"
    HOSPITAL_LEAD = "hospital_lead"


class FreeOn(StrEnum):
    """When does the last day of a regimen set a person free: on it, once its test is in, or the day after it?"""

    LAST_DAY = "last_day"
    DAY_AFTER = "day_after"


class Presentation(StrEnum):
    """How did the infection show itself? Packs may name others (`deceased`)."""

    SYMPTOMATIC = "symptomatic"
    ASYMPTOMATIC = "asymptomatic"
    DECEASED = "deceased"


class Outcome(StrEnum):
    """What did a test say?"""

    NEGATIVE = "negative"
    POSITIVE = "positive"
    PENDING = "pending"
    INVALID = "invalid"


NO_CLASS = "none"
"""The class a person moves to when no class fits any more."""
