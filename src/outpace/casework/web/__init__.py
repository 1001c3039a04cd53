"""The pages of casework."""

from django.urls import URLPattern

from outpace.casework.web.cases_urls import urlpatterns as cases

app_name = "casework"
urlpatterns: list[URLPattern] = [*cases]
