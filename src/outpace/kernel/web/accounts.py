"""Pages of users and their roles."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from outpace.kernel import accounts, places
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.web.forms import GrantForm, NewUserForm, PasswordForm
from outpace.kernel.web.refusals import show_refusal


@require_GET
def users(request: HttpRequest) -> HttpResponse:
    """List the users who hold roles inside the reader's areas."""
    search = request.GET.get("search", "").strip()[:64]
    page = accounts.users(actor_of(request), search=search, cursor=request.GET.get("cursor"))
    names = places.names({grant.path for one in page.items for grant in one.grants})
    return render(request, "kernel/users.html", {"page": page, "search": search, "places": names})


@sensitive_post_parameters("password", "phone")
def new_user(request: HttpRequest) -> HttpResponse:
    """Make a user with their first role."""
    actor = actor_of(request)
    actor.require_anywhere(Permission.ACCOUNT_MANAGE)
    form = NewUserForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            number = accounts.create_user(actor, accounts.NewUser(**form.cleaned_data))
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The user may sign in now."))
            return redirect("kernel:user", number)
    return _form_page(request, "kernel/user_new.html", form)


@require_GET
def user(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show one user with the roles they hold inside the reader's areas."""
    return _user_page(request, user_id, GrantForm(actor_of(request)), PasswordForm())


@require_POST
def grant(request: HttpRequest, user_id: int) -> HttpResponse:
    """Have the user hold one more role."""
    form = GrantForm(actor_of(request), request.POST)
    if form.is_valid():
        try:
            accounts.grant_role(actor_of(request), user_id, role=form.cleaned_data["role"], path=form.cleaned_data["path"])
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The role holds from now on."))
            return redirect("kernel:user", user_id)
    return _user_page(request, user_id, form, PasswordForm())


@require_POST
def revoke(request: HttpRequest, user_id: int, grant_id: int) -> HttpResponse:
    """End one of the user's roles."""
    accounts.revoke_grant(actor_of(request), grant_id)
    messages.success(request, _("The role has ended."))
    return redirect("kernel:user", user_id)


@require_POST
def active(request: HttpRequest, user_id: int) -> HttpResponse:
    """Let the user sign in, or stop them."""
    wanted = request.POST.get("active") == "yes"
    accounts.set_active(actor_of(request), user_id, active=wanted)
    messages.success(request, _("The user may sign in now.") if wanted else _("The user is signed out everywhere."))
    return redirect("kernel:user", user_id)


@require_POST
@sensitive_post_parameters("password")
def password(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give the user a new password."""
    form = PasswordForm(request.POST)
    if form.is_valid():
        try:
            accounts.set_password(actor_of(request), user_id, password=form.cleaned_data["password"])
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The new password holds; hand it over in person."))
            return redirect("kernel:user", user_id)
    return _user_page(request, user_id, GrantForm(actor_of(request)), form)


def _user_page(request: HttpRequest, user_id: int, grant_form: Form, password_form: Form) -> HttpResponse:
    shown = accounts.user(actor_of(request), user_id)
    context: dict[str, object] = {"shown": shown, "grant_form": grant_form, "password_form": password_form}
    context["places"] = places.names({grant.path for grant in shown.grants})
    refused = grant_form.errors or password_form.errors
    return render(request, "kernel/user.html", context, status=422 if refused else 200)


def _form_page(request: HttpRequest, template: str, form: Form) -> HttpResponse:
    return render(request, template, {"form": form}, status=422 if form.errors else 200)
