"""Addresses of casework: cases and follow-up."""

from django.urls import URLPattern

from outpace.casework.web.cases_urls import urlpatterns as cases
from outpace.casework.web.follow_up_urls import urlpatterns as follow_up

app_name = "casework"
urlpatterns: list[URLPattern] = [*cases, *follow_up]
