"""The frozen values that cross command's door."""

from outpace.command.data.posts import Gap, HolderRow, MyPost, NewPost, PostRow
from outpace.command.data.tasks import (
    Cause,
    Draft,
    FactRow,
    Instruction,
    MyWork,
    OwnerCount,
    TaskFilter,
    TaskRow,
    TaskSheet,
    TaskStep,
    Why,
)

__all__ = [
    "Cause",
    "Draft",
    "FactRow",
    "Gap",
    "HolderRow",
    "Instruction",
    "MyPost",
    "MyWork",
    "NewPost",
    "OwnerCount",
    "PostRow",
    "TaskFilter",
    "TaskRow",
    "TaskSheet",
    "TaskStep",
    "Why",
]
