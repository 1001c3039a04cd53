"""At which address is each page of analysis?"""

from django.urls import URLPattern, path

from outpace.analysis.web import background, chains, curve, delays, ending, rt, sources

app_name = "analysis"
urlpatterns: list[URLPattern] = [
    path("", curve.home, name="home"),
    path("areas/<int:area_id>/", curve.curve, name="curve"),
    path("areas/<int:area_id>/rt/", rt.reproduction, name="rt"),
    path("areas/<int:area_id>/delays/", delays.delays, name="delays"),
    path("areas/<int:area_id>/chains/", chains.chains, name="chains"),
    path("areas/<int:area_id>/ending/", ending.zones, name="ending"),
    path("areas/<int:area_id>/work/", background.start, name="work"),
    path("areas/<int:area_id>/work/<int:run_id>/", background.progress, name="progress"),
    path("areas/<int:area_id>/work/<int:run_id>/stop/", background.stop, name="stop"),
    path("zones/<int:zone_id>/", ending.zone, name="zone"),
    path("cases/<int:case_id>/sources/", sources.sources, name="sources"),
]
