"""The JSON API of casework."""

from ninja import Router

from outpace.casework.rest.cases import router as cases
from outpace.casework.rest.contacts import router as contacts
from outpace.casework.rest.follow_up import router as follow_up
from outpace.casework.rest.letters import router as letters
from outpace.casework.rest.relooks import router as relooks
from outpace.casework.rest.stays import router as stays
from outpace.casework.rest.tracing import router as tracing
from outpace.casework.rest.trajectories import router as trajectories

router = Router(tags=["casework"])
router.add_router("", cases)
router.add_router("", contacts)
router.add_router("", tracing)
router.add_router("", stays)
router.add_router("", letters)
router.add_router("", relooks)
router.add_router("", trajectories)
router.add_router("", follow_up)

__all__ = ["router"]
