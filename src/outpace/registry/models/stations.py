"""Stations (sampling sites, courier teams, laboratories, posts) and who is posted where."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outpace.registry.choices import Duty, Mobility, StationKind
from outpace.registry.models.areas import Area


class Station(models.Model):
    """Which place or team does the work, where, and who answers for it (点长制: one accountable head).

    Personal data: the head (a user account).
    Retired: `active` becomes false; rows are never deleted because custody records point at them.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(_("code"), max_length=32, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=StationKind)
    mobility = models.CharField(_("mobility"), max_length=8, choices=Mobility, default=Mobility.FIXED)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True, default="")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="stations", verbose_name=_("area"))
    address = models.CharField(_("address"), max_length=200, blank=True, default="")
    nominal_per_day = models.PositiveIntegerField(
        _("nominal capacity per day"),
        null=True,
        blank=True,
        help_text=_("Person-times a day at a sampling site, tubes a day at a laboratory, as declared."),
    )
    active = models.BooleanField(_("active"), default=True)
    head = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="heads_stations",
        verbose_name=_("head"),
    )

    class Meta:
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        indexes = [models.Index(fields=["kind", "area"], name="registry_station_kind_area")]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class StaffPost(models.Model):
    """Who is posted to which station or area, for what duty, from when to when.

    Personal data: that a user works at a place (a user account, no more).
    Retired: `ends_at` is set; kept as long as the station's records.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts", verbose_name=_("user"))
    station = models.ForeignKey(Station, on_delete=models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("station"))
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("area"))
    duty = models.CharField(_("duty"), max_length=24, choices=Duty)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("staff post")
        verbose_name_plural = _("staff posts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(station__isnull=False, area__isnull=True) | models.Q(station__isnull=True, area__isnull=False),
                name="registry_staffpost_one_place",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=models.F("starts_at")),
                name="registry_staffpost_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["station"],
                condition=models.Q(duty="head", ends_at__isnull=True, station__isnull=False),
                name="registry_staffpost_one_head",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.duty}"
