"""Command's JSON API, mounted by config at /api/v1/command/: my tasks, the steps I take on them, and tasks that a person issues."""

from ninja import Router

from outpace.command.rest.tasks import router as tasks

router = Router(tags=["command"])
router.add_router("", tasks)

__all__ = ["router"]
