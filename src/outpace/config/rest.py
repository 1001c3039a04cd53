"""The JSON API of the whole program: every app's router under one door, with one way of signing in and one form of refusal."""

from outpace.analysis.rest import router as analysis
from outpace.casework.rest import router as casework
from outpace.command.rest import router as command
from outpace.isolation.rest import router as isolation
from outpace.kernel.rest import router as kernel
from outpace.kernel.restauth import build_api
from outpace.registry.rest import router as registry
from outpace.screening.rest import router as screening
from outpace.zoning.rest import router as zoning

api = build_api(version="1")
api.add_router("", kernel)
api.add_router("/registry", registry)
api.add_router("/screening", screening)
api.add_router("/casework", casework)
api.add_router("/isolation", isolation)
api.add_router("/zoning", zoning)
api.add_router("/analysis", analysis)
api.add_router("/command", command)
