"""Tasks and the facts of their lives."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from outpace.command.choices import Kind, Priority, Step, TaskState
from outpace.command.models.posts import Post

UNFINISHED = models.Q(ended_at=None)


class Task(models.Model):
    """One instruction to a post. `state` repeats what the facts come to; a cause asks for each kind once per subject.

    `cause_withdrawn_at` is set when the cause was taken back: whatever was not done is withdrawn, what was done stays done, and should
    the cause come back, both are issued anew. There is no counter table: what a post owes is read off partial indexes of what is
    unfinished, because two laboratories' positives must not wait for each other's counters.

    Personal data: a person's id where the subject is one person; the text of an instruction (sealed).
    Retired: with the incident's retention period, person id and text are emptied; kind, area and times stay for the counts.
    """

    cause = models.CharField(max_length=60)
    trigger = models.CharField(max_length=40)
    kind = models.CharField(max_length=40, choices=Kind)
    subject = models.CharField(max_length=60)
    person_id = models.BigIntegerField(null=True, blank=True)
    area_path = models.CharField(max_length=400, db_collation="C")
    owner = models.CharField(max_length=40)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks", db_index=False)
    issued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    priority = models.PositiveSmallIntegerField(choices=Priority)
    state = models.CharField(max_length=12, choices=TaskState)
    level = models.PositiveSmallIntegerField(default=0)
    why = models.JSONField(default=dict)
    issued_by = models.CharField(max_length=150, blank=True)
    text_sealed = models.BinaryField(default=b"", blank=True)
    cause_withdrawn_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "command_task"
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [
            models.UniqueConstraint(fields=["cause", "kind", "subject"], name="command_task_once"),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, state__in=["issued", "read", "accepted", "doing", "refused"])
                | models.Q(ended_at__isnull=False, state__in=["done", "withdrawn"]),
                name="command_task_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["post", "due_at", "id"], condition=UNFINISHED, name="command_task_of_post"),
            models.Index(fields=["due_at", "id"], condition=UNFINISHED, name="command_task_due"),
            models.Index(fields=["owner", "area_path"], condition=UNFINISHED, name="command_task_of_owner"),
            models.Index(fields=["subject"], condition=UNFINISHED, name="command_task_subject"),
            models.Index(fields=["person_id"], condition=UNFINISHED & models.Q(person_id__isnull=False), name="command_task_person"),
        ]


class TaskFact(models.Model):
    """One thing that happened to a task; never changed, corrected by a later one. `client_id` makes sending it again harmless.

    Personal data: the name of the account that acted; evidence and reasons as written (sealed), which may name people.
    Retired: with its task; the text is emptied first.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="facts")
    step = models.CharField(max_length=12, choices=Step)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150, blank=True)
    note_sealed = models.BinaryField(default=b"", blank=True)
    reference = models.CharField(max_length=80, blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    level = models.PositiveSmallIntegerField(default=0)
    client_id = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        db_table = "command_task_fact"
        verbose_name = _("fact of a task")
        verbose_name_plural = _("facts of tasks")
