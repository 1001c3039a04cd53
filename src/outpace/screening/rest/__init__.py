"""Screening's JSON API, mounted by config at /api/v1/screening/: facts in, answers out (docs/guide/api.md)."""

from ninja import Router

from outpace.screening.rest.facts import router as facts
from outpace.screening.rest.fills import router as fills
from outpace.screening.rest.pooling import router as pooling
from outpace.screening.rest.reads import router as reads

router = Router(tags=["screening"])
router.add_router("", fills)
router.add_router("", facts)
router.add_router("", reads)
router.add_router("", pooling)

__all__ = ["router"]
