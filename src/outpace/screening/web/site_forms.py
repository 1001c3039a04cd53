"""What a site page sends: which tubes go into which box or to whom, and who an unknown person was."""

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_TUBES = 1_000


class _TubesField(forms.MultipleChoiceField):
    """Chosen tube codes, bounded in number and shape; whether they are here is for the service to say."""

    def valid_value(self, value: str) -> bool:
        """Is this the shape of a tube code?"""
        return 0 < len(value) <= 32 and all(sign.isalnum() or sign in "._-" for sign in value) and value.isascii()

    def validate(self, value: list[str]) -> None:
        """At least one, and no more than one hand-over takes."""
        super().validate(value)
        if len(value) > MOST_TUBES:
            raise forms.ValidationError(_("Choose fewer tubes."))


def _tubes() -> _TubesField:
    return _TubesField(label=_("Tubes"), error_messages={"required": _("Choose at least one tube.")})


class BoxForm(forms.Form):
    """These tubes go into that box."""

    record_id = forms.UUIDField()
    tubes = _tubes()
    box = forms.RegexField(
        r"^[0-9A-Za-z._-]{1,32}\Z",
        label=_("Box code"),
        error_messages={
            "required": _("Scan or type the box code."),
            "invalid": _("A box code has up to 32 letters, digits, dots, hyphens or underscores."),
        },
    )


class OfferForm(forms.Form):
    """These tubes are offered to that station."""

    record_id = forms.UUIDField()
    handover_id = forms.UUIDField()
    tubes = _tubes()
    taker = forms.IntegerField(min_value=1, max_value=2**63 - 1, label=_("To"), error_messages={"required": _("Choose who takes them.")})


class NameForm(forms.Form):
    """Who an unknown person was: their card or document."""

    typed = forms.CharField(max_length=64, label=_("Card or document number"))
