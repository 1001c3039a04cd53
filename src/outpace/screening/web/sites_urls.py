"""Addresses of sampling sites and of labels."""

from django.urls import URLPattern, path

from outpace.screening.web import labels, sites

urlpatterns: list[URLPattern] = [
    path("sites/", sites.sites, name="sites"),
    path("sites/<int:site_id>/", sites.site, name="site"),
    path("sites/<int:site_id>/pack/", sites.pack, name="site_pack"),
    path("sites/<int:site_id>/offer/", sites.offer, name="site_offer"),
    path("sites/<int:site_id>/unknown/<int:sample_id>/", sites.name_sample, name="site_name"),
    path("labels/", labels.start, name="labels"),
    path("labels/tubes/", labels.tubes, name="labels_tubes"),
    path("labels/boxes/", labels.boxes, name="labels_boxes"),
    path("labels/people/<int:grid_id>/", labels.people, name="labels_people"),
]
