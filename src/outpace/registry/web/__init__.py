"""Pages of the registry: areas and grids, people, stations, lists of people."""

from django.urls import URLPattern, URLResolver, path

from outpace.registry.web import area_edits, areas, ground, loads, people, person_edits, stations

app_name = "registry"
urlpatterns: list[URLPattern | URLResolver] = [
    path("areas/", areas.index, name="areas"),
    path("areas/<int:area_id>/", areas.area, name="area"),
    path("areas/<int:area_id>/new/", area_edits.new_area, name="area_new"),
    path("areas/<int:area_id>/rename/", area_edits.rename, name="area_rename"),
    path("areas/<int:area_id>/move/", area_edits.move, name="area_move"),
    path("areas/<int:area_id>/points/", ground.points, name="area_points"),
    path("areas/<int:area_id>/people/", people.roster, name="roster"),
    path("areas/<int:area_id>/people/search/", people.search, name="roster_search"),
    path("areas/<int:area_id>/people/labels/", people.labels, name="person_labels"),
    path("areas/<int:area_id>/people/new/", person_edits.enrol, name="enrol"),
    path("areas/<int:area_id>/people/load/", loads.new_load, name="load_new"),
    path("areas/<int:area_id>/stations/new/", stations.new_station, name="station_new"),
    path("people/find/", people.find, name="find"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/presence/", person_edits.presence, name="person_presence"),
    path("people/<int:person_id>/move/", person_edits.move, name="person_move"),
    path("stations/", stations.index, name="stations"),
    path("stations/<int:station_id>/", stations.station, name="station"),
    path("stations/<int:station_id>/posts/", stations.post, name="station_post"),
    path("stations/<int:station_id>/posts/<int:post_id>/end/", stations.end_post, name="station_post_end"),
    path("loads/", loads.index, name="loads"),
    path("loads/template/", loads.template, name="load_template"),
    path("loads/<int:load_id>/", loads.load, name="load"),
    path("loads/<int:load_id>/start/", loads.start, name="load_start"),
    path("loads/<int:load_id>/mistakes/", loads.mistakes, name="load_mistakes"),
    path("loads/<int:load_id>/runs/<int:run_id>/", loads.progress, name="load_progress"),
    path("loads/<int:load_id>/runs/<int:run_id>/stop/", loads.stop, name="load_stop"),
]
