"""The closed lists of cases: severity, evidence, contacts, letters and sources, with their labels."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Severity(models.TextChoices):
    """How ill is the person (domain B2)?"""

    NOT_KNOWN = "not_known", pgettext_lazy("severity", "not known")
    LIGHT = "light", pgettext_lazy("severity", "light")
    COMMON = "common", pgettext_lazy("severity", "common")
    SEVERE = "severe", pgettext_lazy("severity", "severe")
    CRITICAL = "critical", pgettext_lazy("severity", "critical")


class CaseEnd(models.TextChoices):
    """Why is a case no longer worked on?"""

    EXCLUDED = "excluded", pgettext_lazy("end of a case", "excluded")
    DISCHARGED = "discharged", pgettext_lazy("end of a case", "discharged")
    DIED = "died", pgettext_lazy("end of a case", "died")


class ClassGround(models.TextChoices):
    """Why did a case get this class?"""

    SCREENING = "screening", pgettext_lazy("ground of a class", "found by screening")
    REPORTED = "reported", pgettext_lazy("ground of a class", "reported by a person")
    RESULT_WITHDRAWN = "result_withdrawn", pgettext_lazy("ground of a class", "the result was taken back")
    RESULT_RESTORED = "result_restored", pgettext_lazy("ground of a class", "positive again")
    JUDGED = "judged", pgettext_lazy("ground of a class", "judged by a person")


class Evidence(models.TextChoices):
    """Where does the investigation know a stay from (domain A5)?"""

    INTERVIEW = "interview", pgettext_lazy("evidence", "interview with the case")
    RELATIVES = "relatives", pgettext_lazy("evidence", "interview with others")
    VENUE_CODE = "venue_code", pgettext_lazy("evidence", "venue code scan")
    CCTV = "cctv", pgettext_lazy("evidence", "video surveillance")
    PAYMENT = "payment", pgettext_lazy("evidence", "payment record")
    PHONE = "phone", pgettext_lazy("evidence", "phone location")
    TRAVEL = "travel", pgettext_lazy("evidence", "ticket or travel record")
    WORK = "work", pgettext_lazy("evidence", "roster of work or school")
    CARE = "care", pgettext_lazy("evidence", "list of a ward")


class LegalBasis(models.TextChoices):
    """By which right does the investigation use that evidence?"""

    DUTY_TO_TELL = "duty_to_tell", pgettext_lazy("legal basis", "duty to tell investigators (infectious diseases law, article 12)")
    CONSENT = "consent", pgettext_lazy("legal basis", "given freely")
    AGENCY_REQUEST = "agency_request", pgettext_lazy("legal basis", "written request to the keeper of the data")


class ContactState(models.TextChoices):
    """Has a judged contact been reached?"""

    TO_FIND = "to_find", pgettext_lazy("contact", "to be reached")
    FOUND = "found", pgettext_lazy("contact", "reached")
    NOT_FOUND = "not_found", pgettext_lazy("contact", "not found")
    GROUND_GONE = "ground_gone", pgettext_lazy("contact", "ground is gone")


TO_REACH = (ContactState.TO_FIND, ContactState.NOT_FOUND)
"""Somebody is still to reach these."""


class ContactSource(models.TextChoices):
    """How did a person come to be proposed as a contact?"""

    HOUSEHOLD = "household", pgettext_lazy("contact", "same household")
    SAME_TUBE = "same_tube", pgettext_lazy("contact", "same tube")
    NAMED = "named", pgettext_lazy("contact", "named in the investigation")
    LETTER = "letter", pgettext_lazy("contact", "assistance letter")
    TRACED = "traced", pgettext_lazy("contact", "records of stays")


class LetterWay(models.TextChoices):
    """Does another jurisdiction ask us, or do we ask them?"""

    IN = "in", pgettext_lazy("assistance letter", "received")
    OUT = "out", pgettext_lazy("assistance letter", "sent")


class Checked(models.TextChoices):
    """What became of one person of an assistance letter?"""

    PENDING = "pending", pgettext_lazy("assistance letter", "to be checked")
    FOUND = "found", pgettext_lazy("assistance letter", "found and told")
    NOT_HERE = "not_here", pgettext_lazy("assistance letter", "not here")
    NOT_FOUND = "not_found", pgettext_lazy("assistance letter", "not found")


class TrajectoryState(models.TextChoices):
    """How far is a text for publication?"""

    DRAFT = "draft", pgettext_lazy("trajectory", "draft")
    APPROVED = "approved", pgettext_lazy("trajectory", "approved, frozen")
    WITHDRAWN = "withdrawn", pgettext_lazy("trajectory", "withdrawn")


class Doubt(models.TextChoices):
    """How sure is it that one case infected another? Words, never a score of a person."""

    CERTAIN = "certain", pgettext_lazy("source of infection", "certain")
    LIKELY = "likely", pgettext_lazy("source of infection", "likely")
    POSSIBLE = "possible", pgettext_lazy("source of infection", "possible")
    RULED_OUT = "ruled_out", pgettext_lazy("source of infection", "ruled out")
