"""Posts: what an order is addressed to. People come and go, the post and what it owes stay."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Post(models.Model):
    """One post over one area: an owner code of the packs (or of the headquarters). At most one open post of a name in an area.

    Personal data: none.
    Retired: `closed_at` is set; kept as long as the tasks that name it.
    """

    owner = models.CharField(max_length=40)
    title = models.CharField(_("title"), max_length=100, blank=True)
    area_path = models.CharField(max_length=400, db_collation="C")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "command_post"
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.UniqueConstraint(fields=["area_path", "owner"], condition=models.Q(closed_at=None), name="command_post_open_once"),
        ]
        indexes = [models.Index(fields=["owner", "area_path"], condition=models.Q(closed_at=None), name="command_post_owner")]


class PostHolder(models.Model):
    """Who holds a post from when to when. A later row says who came after; only `ends_at` is ever set.

    Personal data: that a user holds a post (a user account, no more).
    Retired: with the post.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="command_posts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    appointed_by = models.CharField(max_length=150)

    class Meta:
        db_table = "command_post_holder"
        verbose_name = _("holder of a post")
        verbose_name_plural = _("holders of posts")
        constraints = [
            models.UniqueConstraint(fields=["post", "user"], condition=models.Q(ends_at=None), name="command_holder_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gte=models.F("starts_at")), name="command_holder_period"
            ),
        ]
