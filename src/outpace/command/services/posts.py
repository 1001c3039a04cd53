"""Posts and their holders: opened and closed, appointed and relieved, by whoever dispatches the area."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from outpace.command.choices import OwnerCode, Step
from outpace.command.data import NewPost
from outpace.command.models import Post, PostHolder, Task, TaskFact
from outpace.command.selectors.posts import holding
from outpace.command.selectors.scope import ancestors
from outpace.kernel import audit, clock
from outpace.kernel.accounts import actor_for_username
from outpace.kernel.errors import Refusal
from outpace.kernel.locks import lock_rows
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.kernel.subtrees import within


def open_post(actor: Actor, new: NewPost) -> int:
    """Open a post over an area; tasks that found none are given to it. Gives its id.

    Raises NotAllowed without TASK_DISPATCH over the area, Refusal for an unknown name or a second post of the name in the area.
    """
    actor.require(Permission.TASK_DISPATCH, new.path)
    if new.owner not in OwnerCode.values:
        raise Refusal("unknown_owner", _("There is no such post in the packs or in this headquarters."), field="owner")
    now = clock.now()
    try:
        with transaction.atomic():
            post = Post.objects.create(
                owner=new.owner, title=new.title.strip()[:100], area_path=new.path, created_at=now, created_by=actor.name
            )
            waiting = Task.objects.filter(within([new.path]), owner=new.owner, post=None, ended_at=None)
            _give(actor, lock_rows(Task.objects.all(), waiting.values_list("pk", flat=True)), post)
            audit.record(actor, "command.post_opened", subject=f"command_post:{post.pk}", path=new.path, details={"owner": new.owner})
    except IntegrityError as error:
        raise Refusal("post_exists", _("This area has such a post already."), field="owner") from error
    return int(post.pk)


def close_post(actor: Actor, post_id: int) -> None:
    """Close a post: its holders are relieved and what it owes goes to the next post of its name above, or to nobody.

    Raises NotFound outside the actor's areas, NotAllowed without TASK_DISPATCH.
    """
    now = clock.now()
    with transaction.atomic():
        post = _own(actor, post_id)
        post.closed_at = now
        post.save(update_fields=["closed_at"])
        PostHolder.objects.filter(holding(now), post=post).update(ends_at=now)
        above = Post.objects.filter(owner=post.owner, closed_at=None, area_path__in=ancestors(post.area_path))
        heir = max(above, key=lambda found: len(found.area_path), default=None)
        owed = Task.objects.filter(post=post, ended_at=None).values_list("pk", flat=True)
        _give(actor, lock_rows(Task.objects.all(), owed), heir)
        audit.record(actor, "command.post_closed", subject=f"command_post:{post_id}", path=AreaPath(post.area_path))


def appoint(actor: Actor, post_id: int, *, username: str) -> None:
    """Have a person hold a post from now on, beside whoever holds it; doing it twice changes nothing.

    Raises NotFound, NotAllowed, and Refusal for a person who is unknown or whose role does not carry tasks over the post's area.
    """
    with transaction.atomic():
        post = _own(actor, post_id)
        path = AreaPath(post.area_path)
        person = actor_for_username(username.strip())
        if person is None:
            raise Refusal("unknown_user", _("Nobody who may sign in has this user name."), field="username")
        if not person.may(Permission.TASK_DO, path):
            raise Refusal("cannot_act", _("This person's role does not carry tasks over the post's area."), field="username")
        if PostHolder.objects.filter(post=post, user_id=person.id, ends_at=None).exists():
            return
        PostHolder.objects.create(post=post, user_id=person.id, starts_at=clock.now(), appointed_by=actor.name)
        audit.record(actor, "command.holder_appointed", subject=f"command_post:{post_id}", path=path, details={"user": person.id})


def relieve(actor: Actor, post_id: int, *, user_id: int) -> None:
    """End a person's holding of a post; what the post owes stays with the post. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        post = _own(actor, post_id)
        ended = PostHolder.objects.filter(post=post, user_id=user_id, ends_at=None).update(ends_at=clock.now())
        if ended:
            details = {"user": user_id}
            audit.record(
                actor, "command.holder_relieved", subject=f"command_post:{post_id}", path=AreaPath(post.area_path), details=details
            )


def _own(actor: Actor, post_id: int) -> Post:
    """The post, locked: two people who appoint or close it at once wait for each other."""
    found = lock_rows(Post.objects.filter(closed_at=None), [post_id])
    if not found or not actor.may(Permission.TASK_READ, AreaPath(found[0].area_path)):
        raise NotFound(f"post {post_id}")
    actor.require(Permission.TASK_DISPATCH, AreaPath(found[0].area_path))
    return found[0]


def _give(actor: Actor, tasks: list[Task], post: Post | None) -> None:
    """Hand what is owed to another post; how far it is stays as it is."""
    now = clock.now()
    Task.objects.filter(pk__in=[task.pk for task in tasks]).update(post=post)
    TaskFact.objects.bulk_create(TaskFact(task=task, step=Step.REASSIGNED, at=now, actor=actor.name, post=post) for task in tasks)
