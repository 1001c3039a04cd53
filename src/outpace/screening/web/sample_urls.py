"""Addresses of the sampler's phone."""

from django.urls import URLPattern, path

from outpace.screening.web import sample
from outpace.screening.web.codes import CODE

_TUBE = f"sample/<int:pass_id>/<int:site_id>/tubes/{CODE}/"

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
