"""The tables of command."""

from outpace.command.models.posts import Post, PostHolder
from outpace.command.models.tasks import Task, TaskFact

__all__ = ["Post", "PostHolder", "Task", "TaskFact"]
