"""Bulk loads of people: what was sent, how far it came, and which rows are already in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from outpace.registry.choices import LoadState
from outpace.registry.models.areas import Area
from outpace.registry.models.people import Person


class PeopleLoad(models.Model):
    """Which file of people was sent, by whom, and what became of its rows.

    Personal data: the uploaded file itself, sealed, until the load ends; the name of the user.
    Retired: `file_sealed` and `errors_sealed` are emptied 7 days after the load ends; the counts stay.
    """

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("area"))
    file_name = models.CharField(_("file"), max_length=200)
    file_sealed = models.BinaryField(_("file content"), null=True)
    errors_sealed = models.BinaryField(_("rows to mend"), null=True)
    state = models.CharField(_("state"), max_length=8, choices=LoadState, default=LoadState.CHECKED)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    added = models.PositiveIntegerField(_("added"), default=0)
    known = models.PositiveIntegerField(_("already known"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    by_id = models.BigIntegerField(_("user"))
    by_name = models.CharField(_("by"), max_length=150)
    at = models.DateTimeField(_("at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("load of people")
        verbose_name_plural = _("loads of people")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.file_name} #{self.pk}"


class LoadedRow(models.Model):
    """Which rows were already loaded, so that sending a file twice adds nobody twice.

    Personal data: a keyed hash of the row (cannot be turned back).
    Retired: with the person.
    """

    key = models.BinaryField(_("row key"), primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    load = models.ForeignKey(PeopleLoad, on_delete=models.CASCADE, related_name="loaded", verbose_name=_("load"))

    class Meta:
        verbose_name = _("loaded row")
        verbose_name_plural = _("loaded rows")

    def __str__(self) -> str:
        return str(self.person_id)
