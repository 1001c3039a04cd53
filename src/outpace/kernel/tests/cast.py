"""The cast of the kernel's tests: the same few people everywhere."""

from outpace.kernel import clock
from outpace.kernel.models import RoleGrant, User
from outpace.kernel.scope import ROOT, Actor, ActorKind, AreaPath, Grant

COUNTY, TOWN, NEIGHBOUR = AreaPath("/62/6212/621227/"), AreaPath("/62/6212/621227/100/"), AreaPath("/62/6212/621226/")
PASSWORD = "yi-kuai-zhi-kuai-2022"


def actor(number: int, *grants: tuple[str, AreaPath], kind: ActorKind = ActorKind.USER) -> Actor:
    """An actor out of nothing, for services that need no user row."""
    return Actor(kind=kind, id=number, name=f"同志{number}", grants=tuple(Grant(role, path) for role, path in grants))


def user(username: str, *grants: tuple[str, AreaPath], password: str = "") -> User:
    """A stored user who holds these roles; hashing a password is slow on purpose, so only who must sign in gets one."""
    made = User(username=username, display_name=f"名{username}")
    if password:
        made.set_password(password)
    else:
        made.set_unusable_password()
    made.save()
    for role, path in grants:
        RoleGrant.objects.create(user=made, role=role, path=path, valid_from=clock.now())
    return made


def root_admin() -> Actor:
    """Whoever set the installation up."""
    made = user("root", ("system_admin", ROOT))
    return Actor(kind=ActorKind.USER, id=made.id, name=str(made), grants=(Grant("system_admin", ROOT),))
