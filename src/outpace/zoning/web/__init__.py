"""The pages of zoning."""

from django.urls import URLPattern

app_name = "zoning"
urlpatterns: list[URLPattern] = []
