"""The closed lists of zoning, with their labels. Types of zones are pack data, not a list here."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Layer(models.TextChoices):
    """Which overlay of the map does it belong to? Each is drawn, replayed and lifted by itself."""

    CONTROL = "control", _("control zone")
    STATIC = "static", _("static management")
    FREE = "free", _("epidemic-free unit")


class Change(models.TextChoices):
    """What did a signature do to a zone?"""

    DRAWN = "drawn", _("drawn")
    EXTENDED = "extended", _("made larger")
    SHRUNK = "shrunk", _("made smaller")
    MERGED = "merged", _("merged")
    RAISED = "raised", _("made stricter")
    STEPPED_DOWN = "stepped_down", _("stepped down")
    CONVERTED = "converted", _("renamed for a new edition")
    REVIEWED = "reviewed", _("reviewed and kept")
    LIFTED = "lifted", _("lifted")
    REVOKED = "revoked", _("revoked by a new case")


class ProposalKind(models.TextChoices):
    """What do the rules, or a person, propose?"""

    ADD = "add", _("draw a zone")
    EXTEND = "extend", _("make a zone larger")
    SHRINK = "shrink", _("make a zone smaller")
    MERGE = "merge", _("merge zones")
    RAISE = "raise", _("make a zone stricter")
    STEP_DOWN = "step_down", _("step a zone down")
    CONVERT = "convert", _("rename a zone for a new edition")
    LIFT = "lift", _("lift a zone")


class ProposalState(models.TextChoices):
    """What became of a proposal?"""

    OPEN = "open", pgettext_lazy("proposal", "waiting for a signature")
    SIGNED = "signed", pgettext_lazy("proposal", "signed")
    REFUSED = "refused", pgettext_lazy("proposal", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "withdrawn")


RELIEVING: frozenset[ProposalKind] = frozenset({ProposalKind.SHRINK, ProposalKind.STEP_DOWN, ProposalKind.LIFT})
"""Proposals that free people: waiting with these costs people something every day."""
