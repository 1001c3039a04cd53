"""Addresses of the sampler's phone."""

from django.urls import URLPattern, path, register_converter

from outpace.screening.web import sample


class CodeConverter:
    """A tube or box code in an address."""

    regex = "[0-9A-Za-z._-]{1,32}"

    def to_python(self, value: str) -> str:
        """The code as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The code as it stands."""
        return value


register_converter(CodeConverter, "code")

_TUBE = "sample/<int:pass_id>/<int:site_id>/tubes/<code:code>/"

urlpatterns: list[URLPattern] = [
    path("sample/", sample.start, name="sample"),
    path("sample/<int:pass_id>/<int:site_id>/", sample.next_tube, name="sample_site"),
    path(_TUBE, sample.tube, name="sample_tube"),
    path(f"{_TUBE}add/", sample.add, name="sample_add"),
    path(f"{_TUBE}unknown/", sample.stranger, name="sample_stranger"),
    path(f"{_TUBE}walk-in/", sample.walk_in, name="sample_walk_in"),
    path(f"{_TUBE}undo/", sample.undo, name="sample_undo"),
    path(f"{_TUBE}seal/", sample.seal, name="sample_seal"),
]
