"""Pages of screening: each area of work has its own views and addresses, collected here."""

from django.urls import URLPattern, URLResolver

from outpace.screening.web.sample_urls import urlpatterns as sample

app_name = "screening"
urlpatterns: list[URLPattern | URLResolver] = [*sample]
