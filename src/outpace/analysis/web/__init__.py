"""The pages of analysis."""

from django.urls import URLPattern, path

from outpace.analysis.web import curve

app_name = "analysis"
urlpatterns: list[URLPattern] = [
    path("", curve.home, name="home"),
    path("areas/<int:area_id>/", curve.curve, name="curve"),
]
