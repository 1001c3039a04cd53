"""Households and people. Identity is sealed at rest; only `kernel.privacy.reveal` opens it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from outpace.registry.choices import HouseholdKind, Presence, Sex, Source
from outpace.registry.models.areas import Area


class KeyGroup(models.Model):
    """Which bit of `Person.groups` means which key group (elderly, infant, pregnant, dialysis, cold chain, medical staff...).

    Rows, not code. A bit once used is never given another meaning.

    Personal data: none.
    Retired: `active` becomes false; the bit is not reused.
    """

    bit = models.PositiveSmallIntegerField(_("bit"), primary_key=True)
    code = models.CharField(_("code"), max_length=32, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=64)
    name_en = models.CharField(_("English name"), max_length=64)
    priority = models.BooleanField(_("priority lane"), default=False)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("key group")
        verbose_name_plural = _("key groups")
        ordering = ["bit"]
        constraints = [models.CheckConstraint(condition=models.Q(bit__lte=62), name="registry_keygroup_fits_bigint")]

    def __str__(self) -> str:
        return self.code


class Household(models.Model):
    """Who lives together, and in which grid: the unit of one-household-one-tube and of home visits.

    Personal data: the address (sealed).
    Retired: kept while any member is kept; then deleted with the last member's erasure.
    """

    id = models.BigAutoField(primary_key=True)
    grid = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="households", db_index=False, verbose_name=_("grid"))
    number = models.CharField(_("number"), max_length=32)
    address_sealed = models.BinaryField(_("address"), null=True)
    kind = models.CharField(_("kind"), max_length=12, choices=HouseholdKind, default=HouseholdKind.FAMILY)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        constraints = [models.UniqueConstraint(fields=["grid", "number"], name="registry_household_number")]

    def __str__(self) -> str:
        return f"{self.grid_id}/{self.number}"


class Person(models.Model):
    """Who is known to live in or stay in a grid, with what is needed to screen and reach them.

    `code` is the opaque random code printed as the person's QR: it says nothing about them. `grid` repeats the household's grid
    because every hot path reads it, through an index that answers without touching the table.

    Personal data: name, document number, phone (sealed); blind index of the document; birth year, sex, key groups, presence.
    Retired: sealed columns are emptied when the retention period of the incident ends; code, grid and birth year stay for the counts.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(_("code"), max_length=12, db_collation="C")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="members", verbose_name=_("household"))
    grid = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="people", db_index=False, verbose_name=_("grid"))
    name_sealed = models.BinaryField(_("name"))
    document_sealed = models.BinaryField(_("document number"), null=True)
    document_index = models.BinaryField(_("document index"), null=True)
    phone_sealed = models.BinaryField(_("phone"), null=True)
    birth_year = models.SmallIntegerField(_("birth year"), null=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, default=Sex.UNKNOWN)
    presence = models.PositiveSmallIntegerField(_("presence"), choices=Presence, default=Presence.PRESENT)
    groups = models.BigIntegerField(_("key groups"), default=0)
    source = models.CharField(_("source"), max_length=16, choices=Source)
    synthetic = models.BooleanField(_("synthetic"), default=False)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(fields=["code"], name="registry_person_code"),
            models.UniqueConstraint(
                fields=["document_index"],
                condition=models.Q(document_index__isnull=False),
                name="registry_person_document_once",
            ),
            models.CheckConstraint(condition=models.Q(groups__gte=0), name="registry_person_groups_bits"),
        ]
        indexes = [
            models.Index(fields=["id"], include=["grid", "presence", "groups"], name="registry_person_screen"),
            models.Index(fields=["grid", "id"], include=["presence", "groups"], name="registry_person_roster"),
        ]

    def __str__(self) -> str:
        return self.code
