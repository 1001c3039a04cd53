"""Where things lie: borders as they were loaded, and points of areas, stations and homes. Degrees; the datum is not stated."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from outpace.registry.choices import PointBasis
from outpace.registry.models.areas import Area
from outpace.registry.models.people import Household
from outpace.registry.models.stations import Station


class AreaOutline(models.Model):
    """The border of one area by its official code, as a file gave it; neighbours without a row in the area tree are kept too.

    `parts`: a list of polygons, each a list of rings of [longitude, latitude]; the box says where to look.

    Personal data: none.
    Retired: replaced when a newer file is loaded.
    """

    code = models.CharField(_("code"), max_length=40, primary_key=True, db_collation="C")
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True, default="")
    parts = models.JSONField(_("border"))
    west = models.FloatField(_("west"))
    south = models.FloatField(_("south"))
    east = models.FloatField(_("east"))
    north = models.FloatField(_("north"))
    source = models.CharField(_("source"), max_length=120)

    class Meta:
        verbose_name = _("border of an area")
        verbose_name_plural = _("borders of areas")

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Located(models.Model):
    """A point of something: `basis` says whether somebody measured it or the program only put it somewhere sensible."""

    lon = models.FloatField(_("longitude"))
    lat = models.FloatField(_("latitude"))
    basis = models.CharField(_("basis"), max_length=10, choices=PointBasis)

    class Meta:
        abstract = True


class AreaPoint(Located):
    """Where one area is shown on a map: a point inside it.

    Personal data: none.
    Retired: with its area.
    """

    area = models.OneToOneField(Area, on_delete=models.CASCADE, primary_key=True, related_name="point", verbose_name=_("area"))

    class Meta(Located.Meta):
        abstract = False
        verbose_name = _("point of an area")
        verbose_name_plural = _("points of areas")
        indexes = [models.Index(fields=["lat", "lon"], name="registry_areapoint_box")]


class StationPoint(Located):
    """Where one station stands.

    Personal data: none.
    Retired: with its station.
    """

    station = models.OneToOneField(Station, on_delete=models.CASCADE, primary_key=True, related_name="point", verbose_name=_("station"))

    class Meta(Located.Meta):
        abstract = False
        verbose_name = _("point of a station")
        verbose_name_plural = _("points of stations")


class HomePoint(Located):
    """Where one household lives: read only to count who is inside a drawn shape, never shown one by one.

    Personal data: where a household lives.
    Retired: with its household.
    """

    household = models.OneToOneField(
        Household, on_delete=models.CASCADE, primary_key=True, related_name="point", verbose_name=_("household")
    )

    class Meta(Located.Meta):
        abstract = False
        verbose_name = _("point of a household")
        verbose_name_plural = _("points of households")
        indexes = [models.Index(fields=["lat", "lon"], name="registry_homepoint_box")]
