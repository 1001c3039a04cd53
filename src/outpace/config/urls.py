"""Every address of the program: each app's pages, and the JSON API at /api/v1/."""

from django.urls import URLPattern, URLResolver, include, path

from outpace.config.first import first_page
from outpace.config.rest import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", first_page, name="first"),
    path("", include("outpace.kernel.health")),
    path("api/v1/", api.urls),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("ui/", include("outpace.ui.urls")),
    path("office/", include("outpace.kernel.web.urls")),
    path("registry/", include("outpace.registry.web")),
    path("screening/", include("outpace.screening.web.urls")),
    path("casework/", include("outpace.casework.web.urls")),
    path("isolation/", include("outpace.isolation.web")),
    path("zoning/", include("outpace.zoning.web")),
    path("analysis/", include("outpace.analysis.web.urls")),
    path("command/", include("outpace.command.web")),
]

handler500 = "outpace.kernel.outage.server_error"
"""Also answers 503 while the database is away."""
