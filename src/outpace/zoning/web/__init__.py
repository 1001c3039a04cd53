"""The pages of zoning."""

from django.urls import URLPattern, path

from outpace.zoning.web import board, draw, proposals, townmap, zone

app_name = "zoning"
urlpatterns: list[URLPattern] = [
    path("", board.board, name="board"),
    path("replay/", board.replay, name="replay"),
    path("zones/", board.zones, name="zones"),
    path("zones/<int:zone_id>/", zone.zone, name="zone"),
    path("zones/<int:zone_id>/change/", zone.change, name="zone_change"),
    path("zones/<int:zone_id>/take-back/", zone.take_back, name="take_back"),
    path("zones/<int:zone_id>/measures/", zone.measure_add, name="measure_add"),
    path("zones/<int:zone_id>/measures/<int:measure_id>/end/", zone.measure_end, name="measure_end"),
    path("zones/<int:zone_id>/measures/<int:measure_id>/keep/", zone.measure_keep, name="measure_keep"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/new/", proposals.propose, name="propose"),
    path("proposals/<int:proposal_id>/", proposals.proposal, name="proposal"),
    path("proposals/<int:proposal_id>/sign/", proposals.sign, name="sign"),
    path("proposals/<int:proposal_id>/refuse/", proposals.refuse, name="refuse"),
    path("draw/", draw.draw, name="draw"),
    path("map/", townmap.town_map, name="map"),
]
