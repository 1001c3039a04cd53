"""The audit log's tables. They are written by the database function kernel_audit_append only (see audit.py and ADR 0004)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One write or one read of personal data: a link of the hash chain of its strand.

    The id is strand * 2^48 + sequence, so that the primary key alone keeps each strand together and in order.

    Personal data: staff names, the ids of the people read; never what was read.
    Retired: after the retention period by kernel_audit_retire, which leaves a signed cut in the master strand.
    """

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()
    action = models.TextField()
    subject = models.TextField()
    path = models.TextField(blank=True, default="", db_collation="C")  # empty where the act has no area
    people = models.IntegerField(null=True)  # how many people a read showed; null for a write
    person_ids = ArrayField(models.BigIntegerField(), null=True)
    details = models.TextField()  # canonical JSON, kept as text because the hash covers its very bytes
    hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["at", "id"], name="kernel_audit_at"),
            models.Index(fields=["actor_kind", "actor_id", "at"], name="kernel_audit_actor"),
            GinIndex(fields=["person_ids"], condition=models.Q(person_ids__isnull=False), name="kernel_audit_people"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.action}"


class AuditStrand(models.Model):
    """The head of one hash chain, and the cut below which entries were retired.

    Personal data: none.
    Retired: never.
    """

    strand = models.SmallIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.BinaryField(max_length=32)
    base_seq = models.BigIntegerField(default=0)
    base_hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("audit strand")
        verbose_name_plural = _("audit strands")

    def __str__(self) -> str:
        return f"{self.strand}: {self.seq}"
