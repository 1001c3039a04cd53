"""Addresses of tubes, boxes, desks, result files and positive pools."""

from django.urls import URLPattern, path

from outpace.screening.web import desk, positives, results, tubes
from outpace.screening.web.codes import CODE

_TUBE = f"tubes/{CODE}/"
_BOX = f"boxes/{CODE}/"
_DESK = "desk/<int:station_id>/"
_FILES = "labs/<int:station_id>/results/"
_FILE = f"{_FILES}<int:file_id>/"
_POOL = "positives/<int:pool_id>/"

urlpatterns: list[URLPattern] = [
    path("tubes/", tubes.search, name="tubes"),
    path(_TUBE, tubes.tube, name="tube"),
    path(f"{_TUBE}condition/", tubes.condition, name="tube_condition"),
    path(f"{_TUBE}scan/", tubes.scan, name="tube_scan"),
    path(f"{_TUBE}result/", tubes.result, name="tube_result"),
    path(f"{_TUBE}label/", tubes.tube_label, name="tube_label"),
    path(_BOX, tubes.box, name="box"),
    path(f"{_BOX}label/", tubes.box_label, name="box_label"),
    path("desk/", desk.desks, name="desks"),
    path(_DESK, desk.desk, name="desk"),
    path(f"{_DESK}receive/", desk.receive, name="desk_receive"),
    path(f"{_DESK}send/", desk.send, name="desk_send"),
    path(f"{_DESK}pack/", desk.pack, name="desk_pack"),
    path(f"{_DESK}tested/", desk.tested, name="desk_tested"),
    path(f"{_DESK}differences/", desk.differences, name="desk_differences"),
    path(f"{_DESK}held/", desk.held, name="desk_held"),
    path(_FILES, results.files, name="results"),
    path(_FILE, results.file, name="result_file"),
    path(f"{_FILE}mapping/", results.mapping, name="result_mapping"),
    path(f"{_FILE}apply/", results.apply, name="result_apply"),
    path(f"{_FILE}progress/", results.progress, name="result_progress"),
    path(f"{_FILE}cancel/", results.cancel, name="result_cancel"),
    path(f"{_FILE}mend/", results.mend, name="result_mend"),
    path("positives/", positives.pools, name="pools"),
    path(_POOL, positives.pool, name="pool"),
    path(f"{_POOL}print/", positives.printable, name="pool_print"),
    path(f"{_POOL}sign/", positives.sign, name="pool_sign"),
    path(f"{_POOL}shorten/", positives.shorten, name="pool_shorten"),
    path(f"{_POOL}reached/<int:member_id>/", positives.reached, name="pool_reached"),
    path(f"{_POOL}identify/<int:sample_id>/", positives.identify, name="pool_identify"),
]
