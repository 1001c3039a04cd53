"""From a service's refusal to the field of the form it is about."""

from django.forms import Form

from outpace.kernel.errors import Refusal


def show_refusal(form: Form, refusal: Refusal) -> None:
    """Put the refusal beside its field, or above the form when it is about no field of it."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
