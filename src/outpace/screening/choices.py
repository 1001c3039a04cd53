"""The closed vocabularies of screening: stages, conditions, outcomes, and the states of passes, hand-overs and recalls."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.IntegerChoices):
    """How far a tube has come: the furthest of the ledger's six stages that any fact has shown (domain A4: sample, send, test, report)."""

    SAMPLED = 1, _("sampled")
    HANDED_OVER = 2, _("handed over")
    RECEIVED = 3, _("received")
    TESTED = 4, _("tested")
    UPLOADED = 5, _("uploaded")
    NOTIFIED = 6, _("notified")


class Condition(models.IntegerChoices):
    """What happened to a tube as a thing; but for SOUND, its people are sampled again unless a laboratory still got a result."""

    SOUND = 0, _("sound")
    SPOILED = 1, _("spoiled")
    LEAKED = 2, _("leaked")
    LOST = 3, _("lost")
    VOIDED = 4, _("voided")


class Equipment(models.TextChoices):
    """What a laboratory is made of where that comes in pieces, each with the unit it is counted by (domain A4; S3 mixed two of them)."""

    DOME = "dome", _("dome laboratories, by the dome")
    THREE_IN_ONE = "three_in_one", _("three-in-one sets: three cabins are one set")
    BOX = "box", _("box laboratories, by the box")
    VEHICLE = "vehicle", _("mobile laboratories, by the vehicle")


class Outcome(models.IntegerChoices):
    """What a laboratory reports for one tube."""

    NEGATIVE = 1, _("negative")
    PRELIMINARY_POSITIVE = 2, _("preliminary positive")
    INCONCLUSIVE = 3, _("inconclusive")
    INVALID = 4, _("invalid")


class TubeEventKind(models.IntegerChoices):
    """A fact about a whole tube after its first scan."""

    SEALED = 1, _("sealed")
    PACKED = 2, _("packed in a box")
    OFFERED = 3, _("offered for hand-over")
    ACCEPTED = 4, _("accepted")
    TESTED = 5, _("tested")
    RESULT = 6, _("result uploaded")
    NOTIFIED = 7, _("people notified")
    SPOILED = 8, _("spoiled")
    LEAKED = 9, _("leaked")
    LOST = 10, _("lost")
    FOUND = 11, _("found again")
    VOIDED = 12, _("voided")
    RESTORED = 13, _("void taken back")


class CorrectionKind(models.IntegerChoices):
    """A later fact about one person's place in one tube."""

    VOID = 1, _("wrong scan")
    RESTORE = 2, _("scan restored")


class PassState(models.TextChoices):
    """The life of one pass of a round."""

    PLANNED = "planned", pgettext_lazy("state of a pass", "planned")
    OPEN = "open", pgettext_lazy("state of a pass", "open")
    CLOSED = "closed", pgettext_lazy("state of a pass", "closed")


class Target(models.TextChoices):
    """Who is due in a pass."""

    EVERYONE = "everyone", _("everyone present in the area")
    GROUPS = "groups", _("key groups")
    CADENCE = "cadence", _("not sampled within the cadence")
    NAMED = "named", _("persons named one by one")


class SiteKind(models.TextChoices):
    """How a sampling site meets its people."""

    FIXED = "fixed", _("fixed site")
    MOBILE = "mobile", _("mobile site")
    HOME = "home", _("home visits")
    PRIORITY = "priority", _("priority lane")


class ZoneType(models.TextChoices):
    """The regime of a grid as far as pooling depends on it (domain B6)."""

    SEALED = "sealed", _("sealed zone")
    CONTROLLED = "controlled", _("controlled zone")
    PRECAUTION = "precaution", _("precaution zone")


class TubeDoubt(models.TextChoices):
    """Why a tube is to be looked at although it was accepted (domain B6)."""

    OVERFULL = "overfull", _("more people than allowed")
    HOUSEHOLDS = "households", _("several households")


class RecallState(models.TextChoices):
    """Where one member of a positive pool stands."""

    TO_REACH = "to_reach", _("to be reached")
    REACHED = "reached", _("reached and waiting in place")
    RESAMPLED = "resampled", _("re-test taken")
    CLEARED = "cleared", _("re-test negative")
    POSITIVE = "positive", _("re-test positive")
    RELEASED = "released", _("released: result corrected")


class MissingReason(models.TextChoices):
    """Why a person who is due has no valid sample in this pass."""

    NEVER_SAMPLED = "never_sampled", _("not sampled yet")
    WRONG_SCAN = "wrong_scan", _("scan voided")
    SPOILED = "spoiled", _("tube spoiled")
    LEAKED = "leaked", _("tube leaked")
    LOST = "lost", _("tube lost")
    VOIDED = "voided", _("tube voided")
    INCONCLUSIVE = "inconclusive", _("result inconclusive")
    INVALID = "invalid", _("result invalid")


class ExemptReason(models.TextChoices):
    """Why somebody who would be due need not be sampled."""

    ISOLATED = "isolated", _("in isolation or treatment, tested there")
    ABSENT = "absent", _("away from the area")
    MEDICAL = "medical", _("medical reason")
    INFANT = "infant", _("infant, carer tested instead")
    RECOVERED = "recovered", _("recently discharged")
    OTHER = "other", _("other reason, named in the note")


class Denominator(models.TextChoices):
    """What moved the number of people due after a pass had opened (domain oddity 3: denominators are versioned)."""

    OPENING = "opening", _("counted at opening")
    ENROLLED = "enrolled", _("newly registered")
    MOVED_IN = "moved_in", _("moved in")
    MOVED_OUT = "moved_out", _("moved out")
    RETURNED = "returned", _("returned")
    LEFT = "left", _("left the area")
    EXEMPTED = "exempted", _("exempted")
    EXEMPTION_ENDED = "exemption_ended", _("exemption ended")
    NO_LONGER_ORDERED = "order_ended", _("no longer ordered")
