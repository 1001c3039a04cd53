"""The area tree: any depth, kinds are data, a subtree is one range of the path index."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from outpace.registry.choices import AreaAction


class AreaKind(models.Model):
    """Which level an area is: province, prefecture, county, township, village, grid, joint household (联户单位), building...

    Rows, not code: a headquarters adds its own. `rank` orders them from the top (smaller is higher).

    Personal data: none.
    Retired: never; a kind in use cannot be deleted.
    """

    code = models.CharField(_("code"), max_length=32, primary_key=True)
    name_zh = models.CharField(_("Chinese name"), max_length=64)
    name_en = models.CharField(_("English name"), max_length=64)
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        verbose_name = _("area kind")
        verbose_name_plural = _("area kinds")
        ordering = ["rank", "code"]

    def __str__(self) -> str:
        return self.code


class Area(models.Model):
    """Where something is: one node of the area tree.

    `path` holds the codes from the root with a slash at both ends, in "C" order, so a subtree is `low <= path < high`
    (`kernel.scope.subtree_bounds`) on one unique index. A code stays with its area for life; a move rewrites paths only.

    Personal data: none (a joint household may carry a family's door number; nothing else).
    Retired: `active` becomes false; rows are never deleted, history is in `AreaChange`.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(_("code"), max_length=40, db_collation="C")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent"))
    kind = models.ForeignKey(AreaKind, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("kind"))
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True, default="")
    path = models.CharField(_("path"), max_length=400, db_collation="C")
    depth = models.PositiveSmallIntegerField(_("depth"))
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            # Constraints instead of unique=True: Django would add a second pattern index to each, which "C" order makes needless.
            models.UniqueConstraint(fields=["code"], name="registry_area_code"),
            models.UniqueConstraint(fields=["path"], name="registry_area_path"),
            models.CheckConstraint(condition=models.Q(path__startswith="/", path__endswith="/"), name="registry_area_path_slashes"),
            models.CheckConstraint(condition=models.Q(parent__isnull=False) | models.Q(depth=1), name="registry_area_root_depth"),
        ]
        indexes = [models.Index(fields=["name"], name="registry_area_name", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class AreaAlias(models.Model):
    """Which other names people use for an area: old names, short names, variant characters.

    Personal data: none.
    Retired: deleted when the alias proves wrong; the audit log keeps it.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("area"))
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("other name of an area")
        verbose_name_plural = _("other names of areas")
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="registry_areaalias_once")]
        indexes = [models.Index(fields=["name"], name="registry_areaalias_name", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return self.name


class AreaChange(models.Model):
    """What became of an area and when: so that a path in an old report can still be resolved.

    Personal data: the name of the user who made the change (`by_name`).
    Retired: append-only, never.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="changes", verbose_name=_("area"))
    action = models.CharField(_("change"), max_length=12, choices=AreaAction)
    old_name = models.CharField(_("old name"), max_length=120, blank=True, default="")
    new_name = models.CharField(_("new name"), max_length=120, blank=True, default="")
    old_path = models.CharField(_("old path"), max_length=400, blank=True, default="", db_collation="C")
    new_path = models.CharField(_("new path"), max_length=400, blank=True, default="", db_collation="C")
    merged_into = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("merged into"))
    at = models.DateTimeField(_("at"))
    by_name = models.CharField(_("by"), max_length=150)

    class Meta:
        verbose_name = _("area change")
        verbose_name_plural = _("area changes")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["old_path"], name="registry_areachange_old_path")]

    def __str__(self) -> str:
        return f"{self.action} {self.old_path or self.new_path}"


class AreaCount(models.Model):
    """How many people and households a grid has, counted in the transaction that changes them.

    Residents are present, away and returning; present are those here now. Sums over a subtree read these rows, never the people.

    Personal data: none (small counts may single people out: shown to the area's own staff only).
    Retired: with its area.
    """

    area = models.OneToOneField(Area, on_delete=models.CASCADE, primary_key=True, related_name="count", verbose_name=_("area"))
    residents = models.IntegerField(_("residents"), default=0)
    present = models.IntegerField(_("present"), default=0)
    away = models.IntegerField(_("away"), default=0)
    households = models.IntegerField(_("households"), default=0)
    version = models.BigIntegerField(
        _("version"), default=0, help_text=_("Grows with every change, so a denominator can name the state it used.")
    )

    class Meta:
        verbose_name = _("area count")
        verbose_name_plural = _("area counts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(residents__gte=0, present__gte=0, away__gte=0, households__gte=0),
                name="registry_areacount_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.residents}"
