"""Addresses of the round: overview, lists behind the ledger, coverage, planning, sites and laboratories."""

from django.urls import URLPattern, path

from outpace.screening.web import areas, kits, lists, overview, places, planning, pooling

urlpatterns: list[URLPattern] = [
    path("", overview.home, name="overview"),
    path("unannounced/", lists.unannounced, name="unannounced"),
    path("passes/<int:pass_id>/", overview.one_pass, name="pass"),
    path("passes/<int:pass_id>/waiting/<int:stage>/", lists.waiting, name="waiting"),
    path("passes/<int:pass_id>/ended/<int:stage>/", lists.ended, name="ended"),
    path("passes/<int:pass_id>/disputed/", lists.disputed, name="disputed"),
    path("passes/<int:pass_id>/crowded/", lists.crowded, name="crowded"),
    path("passes/<int:pass_id>/areas/<int:area_id>/", areas.area, name="area"),
    path("passes/<int:pass_id>/grids/<int:area_id>/", areas.grid, name="grid"),
    path("passes/<int:pass_id>/grids/<int:area_id>/people/<int:person_id>/exempt/", areas.exempt, name="exempt"),
    path("passes/<int:pass_id>/unserved/", places.unserved, name="unserved"),
    path("passes/<int:pass_id>/plan/", planning.pass_plan, name="pass_plan"),
    path("passes/<int:pass_id>/pools/", pooling.pools, name="pass_pools"),
    path("passes/<int:pass_id>/kits/", kits.kits, name="pass_kits"),
    path("passes/<int:pass_id>/close/", planning.pass_close, name="pass_close"),
    path("passes/<int:pass_id>/notify/", planning.pass_notify, name="pass_notify"),
    path("passes/<int:pass_id>/exemptions/", planning.exemptions, name="exemptions"),
    path("passes/<int:pass_id>/exemptions/<int:person_id>/end/", planning.exemption_end, name="exemption_end"),
    path("campaigns/", planning.campaigns, name="campaigns"),
    path("campaigns/new/", planning.campaign_new, name="campaign_new"),
    path("campaigns/<int:campaign_id>/", planning.campaign, name="campaign"),
    path("campaigns/<int:campaign_id>/rounds/", planning.round_add, name="round_add"),
    path("rounds/<int:round_id>/passes/new/", planning.pass_new, name="pass_new"),
    path("places/", places.places, name="places"),
    path("places/sites/<int:station_id>/", places.site, name="site_capacity"),
    path("places/laboratories/<int:station_id>/", places.laboratory, name="lab_capacity"),
]
