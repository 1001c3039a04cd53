"""The forms of the kernel's pages. They check shapes; the services decide."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outpace.kernel import places
from outpace.kernel.accounts import grantable_roles
from outpace.kernel.choices import Language
from outpace.kernel.roles import RoleKind
from outpace.kernel.scope import Actor, ActorKind, AreaPath

ACTORS = [
    ("", _("Anybody")),
    (ActorKind.USER.value, _("User")),
    (ActorKind.DEVICE.value, _("Device")),
    (ActorKind.SYSTEM.value, _("The system itself")),
]
NO_AREA = _("There is no such area. Type its code, its name, or a path as /62/6212/.")
STATION_NUMBER = _("It stands on the page of the station; it is not the station's code.")
PATH_HELP = _("Its code, its name, or a path as /62/6212/621227/.")


def _roles(kind: RoleKind) -> list[tuple[str, Any]]:
    """Nobody gets a role because it stands first in a list: none is chosen to begin with."""
    return [("", _("Choose a role")), *((role.code, role.label) for role in grantable_roles(kind))]


def human_roles() -> list[tuple[str, Any]]:
    """Give the choices of roles for people."""
    return _roles(RoleKind.HUMAN)


def device_roles() -> list[tuple[str, Any]]:
    """Give the choices of roles for devices."""
    return _roles(RoleKind.DEVICE)


class AreaForm(forms.Form):
    """A form with an area, typed as a code, a name or a path; only areas the reader may see are found by name."""

    path = forms.CharField(label=_("Area"), max_length=200, help_text=PATH_HELP)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        """Remember who types."""
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_path(self) -> AreaPath:
        """Give the path of the area meant; raises ValidationError that names the areas it might be."""
        try:
            return places.resolve(self.actor, self.cleaned_data["path"])
        except places.UnknownPlace as unknown:
            if not unknown.choices:
                raise ValidationError(
                    _("There is no such area. Type its code, its name, or a path as /62/6212/."), code="bad_path"
                ) from unknown
            choices = ", ".join(f"{name} ({path})" for path, name in unknown.choices)
            raise ValidationError(_("Several areas begin so: %(choices)s"), code="bad_path", params={"choices": choices}) from unknown


class GrantForm(AreaForm):
    """A role over an area."""

    role = forms.ChoiceField(label=_("Role"), choices=human_roles)

    field_order: tuple[str, ...] = ("role", "path")


class NewUserForm(GrantForm):
    """A user with their first role."""

    username = forms.CharField(label=_("User name"), max_length=64)
    display_name = forms.CharField(label=_("Name"), max_length=64)
    password = forms.CharField(
        label=_("First password"),
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Hand it over in person; the user changes it after signing in."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    phone = forms.CharField(label=_("Work phone"), max_length=32, required=False)
    station_id = forms.IntegerField(label=_("Station number"), min_value=1, required=False, help_text=STATION_NUMBER)

    field_order = ("username", "display_name", "password", "role", "path", "language", "phone", "station_id")


class PasswordForm(forms.Form):
    """A new password for somebody else."""

    password = forms.CharField(label=_("New password"), max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))


class NewTokenForm(AreaForm):
    """A device token to be issued."""

    name = forms.CharField(label=_("Device"), max_length=64)
    role = forms.ChoiceField(label=_("Role"), choices=device_roles)
    station_id = forms.IntegerField(label=_("Station number"), min_value=1, required=False, help_text=STATION_NUMBER)
    days = forms.IntegerField(label=_("Days it lasts"), min_value=1, max_value=400, initial=180)

    field_order = ("name", "role", "path", "station_id", "days")


class LogForm(forms.Form):
    """What to look for in the log; everything may stay empty."""

    actor_kind = forms.ChoiceField(
        label=_("Who"),
        required=False,
        choices=[
            ("", _("Anybody")),
            (ActorKind.USER, _("User")),
            (ActorKind.DEVICE, _("Device")),
            (ActorKind.SYSTEM, _("The system itself")),
        ],
    )
    actor_id = forms.IntegerField(label=_("Number"), min_value=0, required=False)
    action = forms.CharField(
        label=_("Action begins with"),
        max_length=64,
        required=False,
        widget=forms.TextInput(attrs={"list": "actions", "autocomplete": "off"}),
    )
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To (included)"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def moments(self) -> tuple[datetime | None, datetime | None]:
        """Give the asked days as moments: the first day's beginning and the end of the last."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        return _midnight(since, 0), _midnight(until, 1)


def _midnight(day: Any, later: int) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=later), time.min))
