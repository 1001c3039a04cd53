"""How is a Django form shown so that everybody can use it: labels, help and errors tied to their fields, errors summed up on top?

Templates call the filters of `{% load ui %}`; views need only `{% include "ui/partials/form.html" %}`. Widgets keep the attributes
their form gave them.
"""

from collections.abc import Mapping

from django.forms import BoundField
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.utils.safestring import SafeString

__all__ = ["described_by", "dressed", "field_kind"]

_CLASSES: Mapping[str, str] = {"check": "form-check-input", "group": "op-choices", "select": "form-select", "text": "form-control"}


def field_kind(field: BoundField) -> str:
    """How is this field laid out: "check" (one box), "group" (boxes or radios), "select" or "text"?"""
    widget = field.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "group"
    if isinstance(widget, CheckboxInput):
        return "check"
    return "select" if isinstance(widget, Select) else "text"


def described_by(field: BoundField) -> str:
    """Which elements describe this field to a screen reader: its error first, then its help?"""
    parts = [f"{field.auto_id}_error"] if field.errors else []
    return " ".join([*parts, f"{field.auto_id}_helptext"] if field.help_text else parts)


def dressed(field: BoundField) -> SafeString:
    """What is the HTML of this field's widget, with our classes and its accessible description?"""
    given = field.field.widget.attrs
    classes = [_CLASSES[field_kind(field)], str(given.get("class", "")), "is-invalid" if field.errors else ""]
    attributes: dict[str, str | bool] = {"class": " ".join(filter(None, classes))}
    if str(given.get("placeholder", "")) == str(field.label):
        attributes["placeholder"] = False  # it would only repeat the label
    if described := described_by(field):
        attributes["aria-describedby"] = described
    return field.as_widget(attrs=attributes)
