"""Addresses of screening: each area of work has its own views and addresses, collected here."""

from django.urls import URLPattern, URLResolver

from outpace.screening.web.lab_urls import urlpatterns as labs
from outpace.screening.web.round_urls import urlpatterns as rounds
from outpace.screening.web.sample_urls import urlpatterns as sample
from outpace.screening.web.sites_urls import urlpatterns as sites

app_name = "screening"
urlpatterns: list[URLPattern | URLResolver] = [*rounds, *sample, *sites, *labs]
