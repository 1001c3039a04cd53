"""Addresses of the ui app: the colour switch and the style guide. Included by outpace.config under "ui/"."""

from django.urls import path

from outpace.ui import web

app_name = "ui"
urlpatterns = [
    path("theme", web.theme, name="theme"),
    path("guide", web.guide, name="guide"),
    path("guide/job", web.guide_job_page, name="guide_job"),
    path("guide/labels/<str:kind>", web.guide_labels, name="guide_labels"),
]
