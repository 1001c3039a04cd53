"""The pages of isolation: each area of work has its own views, collected here."""

from django.urls import URLPattern, path

from outpace.isolation.web import board, care, desk, evening, facilities, trips

app_name = "isolation"
urlpatterns: list[URLPattern] = [
    path("", board.board, name="board"),
    path("facilities/<int:facility_id>/", board.facility, name="facility"),
    path("facilities/new/", facilities.facility_new, name="facility_new"),
    path("facilities/<int:facility_id>/edit/", facilities.facility_edit, name="facility_edit"),
    path("facilities/<int:facility_id>/close/", facilities.facility_close, name="facility_close"),
    path("facilities/<int:facility_id>/rooms/count/", facilities.rooms_count, name="rooms_count"),
    path("facilities/<int:facility_id>/rooms/", board.rooms_load, name="rooms_load"),
    path("rooms/<int:room_id>/act/", board.room_act, name="room_act"),
    path("placements/", desk.desk, name="desk"),
    path("placements/sign/", desk.sign_many, name="sign_many"),
    path("placements/<int:placement_id>/", desk.placement, name="placement"),
    path("placements/<int:placement_id>/arrival/", board.arrival, name="arrival"),
    path("placements/<int:placement_id>/departure/", board.departure, name="departure"),
    path("trips/", trips.trips, name="trips"),
    path("trips/new/", trips.trip_new, name="trip_new"),
    path("trips/<int:trip_id>/", trips.trip, name="trip"),
    path("trips/<int:trip_id>/add/", trips.trip_add, name="trip_add"),
    path("trips/<int:trip_id>/act/", trips.trip_act, name="trip_act"),
    path("trips/<int:trip_id>/people/<int:passenger_id>/", trips.passenger_act, name="passenger_act"),
    path("evening/", evening.evening, name="evening"),
    path("care/", care.care, name="care"),
    path("care/new/", care.care_new, name="care_new"),
    path("care/<int:treatment_id>/", care.treatment_act, name="treatment_act"),
]
