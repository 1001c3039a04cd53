"""Posts: who holds which, where nobody stands; opening, appointing, relieving, closing."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outpace.command import api
from outpace.command.choices import OwnerCode
from outpace.command.data import NewPost, PostRow
from outpace.command.web.tasks import SeeOther
from outpace.command.web.words import owner_label
from outpace.kernel import places
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.ui.htmx import render_page
from outpace.ui.tables import Column, Kind, Table, show
from outpace.ui.text import number_text

POSTS: Table[PostRow] = Table(
    id="posts",
    caption=gettext_lazy("Posts"),
    empty_title=gettext_lazy("No post in your areas"),
    empty_text=gettext_lazy("Tasks go to posts, never to persons. Open the posts that the packs name, and say who holds them."),
    icon="id-badge-2",
    columns=(
        Column(
            "post",
            gettext_lazy("Post"),
            cell=lambda row: row.title or owner_label(row.owner),
            link=lambda row: reverse("command:post", args=[row.id]),
        ),
        Column("area", gettext_lazy("Area"), cell=lambda row: row.area_name),
        Column("holders", gettext_lazy("Held by"), cell=lambda row: "、".join(holder.name for holder in row.holders) or _("nobody")),
        Column("open", gettext_lazy("Owes"), cell=lambda row: number_text(row.open), kind=Kind.NUMBER),
        Column("late", gettext_lazy("Late"), cell=lambda row: number_text(row.late), kind=Kind.NUMBER),
    ),
)


class PostForm(forms.Form):
    """A post to be opened."""

    owner = forms.ChoiceField(label=gettext_lazy("Which post"), choices=OwnerCode.choices)
    area = forms.CharField(label=gettext_lazy("Area"), max_length=400, help_text=gettext_lazy("Name, code or path."))
    title = forms.CharField(
        label=gettext_lazy("Its own name"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Where the place has one; no person's name."),
    )


class HolderForm(forms.Form):
    """Who holds the post from now on."""

    username = forms.CharField(label=gettext_lazy("User name"), max_length=64)


@require_safe
def posts(request: HttpRequest) -> HttpResponse:
    """Which posts are there, who holds them, and where does nobody stand?"""
    actor = actor_of(request)
    page = api.posts(actor, cursor=request.GET.get("cursor"))
    context = {
        "table": show(request, POSTS, page),
        "gaps": [(gap, owner_label(gap.owner)) for gap in api.gaps(actor)],
        "may_manage": actor.holds(Permission.TASK_DISPATCH),
    }
    return render_page(request, "command/posts.html", "ui/partials/table.html", context=context)


@require_safe
def post(request: HttpRequest, command_post_id: int) -> HttpResponse:
    """Who holds this post, and what does it owe?"""
    return _page(request, command_post_id, HolderForm())


def _page(request: HttpRequest, command_post_id: int, form: HolderForm) -> HttpResponse:
    found = api.post(actor_of(request), command_post_id)
    context = {"post": found, "owner": owner_label(found.owner), "form": form}
    return render(request, "command/post.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK)


@require_http_methods(["GET", "HEAD", "POST"])
def post_new(request: HttpRequest) -> HttpResponse:
    """Open a post over an area."""
    actor = actor_of(request)
    actor.require_anywhere(Permission.TASK_DISPATCH)
    form = PostForm(request.POST or None, initial={"owner": request.GET.get("owner", ""), "area": request.GET.get("area", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = api.open_post(actor, NewPost(given["owner"], places.resolve(actor, given["area"]), given["title"]))
        except places.UnknownPlace:
            form.add_error("area", _("No area of yours, or more than one, is called that."))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        else:
            messages.success(request, _("The post is open. Say who holds it."))
            return SeeOther(reverse("command:post", args=[made]))
    context = {
        "form": form,
        "title": _("Open a post"),
        "submit": pgettext("post", "Open"),
        "back_url": reverse("command:posts"),
        "back": _("Posts"),
    }
    return render(request, "command/form.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK)


@require_POST
def post_appoint(request: HttpRequest, command_post_id: int) -> HttpResponse:
    """Have somebody hold the post."""
    form = HolderForm(request.POST)
    username = form.cleaned_data["username"] if form.is_valid() else ""
    try:
        api.appoint(actor_of(request), command_post_id, username=username)
    except Refusal as refusal:
        form.add_error("username", str(refusal.message))
        return _page(request, command_post_id, form)
    messages.success(request, _("Appointed."))
    return SeeOther(reverse("command:post", args=[command_post_id]))


@require_POST
def post_relieve(request: HttpRequest, command_post_id: int, user_id: int) -> HttpResponse:
    """Somebody no longer holds the post; what it owes stays."""
    api.relieve(actor_of(request), command_post_id, user_id=user_id)
    messages.success(request, _("Relieved. What the post owes stays with the post."))
    return SeeOther(reverse("command:post", args=[command_post_id]))


@require_POST
def post_close(request: HttpRequest, command_post_id: int) -> HttpResponse:
    """The post is no longer needed; what it owes goes up."""
    api.close_post(actor_of(request), command_post_id)
    messages.success(request, _("Closed. What it owed went to the next post above."))
    return SeeOther(reverse("command:posts"))
