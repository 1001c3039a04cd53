"""Accounts: users, the roles they hold over areas, and the tokens devices act with."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from outpace.kernel.choices import Language


class UserManager(BaseUserManager["User"]):
    """Finds users by the name they sign in with, whatever the case of its letters."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Give the user who signs in as `username`; raises User.DoesNotExist."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in. What they may do is in RoleGrant, never here.

    Personal data: name and work phone of staff (the phone is sealed).
    Retired: deactivated when the person leaves, kept as long as the audit log names them.
    """

    username = models.CharField(_("user name"), max_length=64, unique=True, validators=[UnicodeUsernameValidator()])
    display_name = models.CharField(_("name"), max_length=64)
    language = models.CharField(_("language"), max_length=8, choices=Language, default=Language.CHINESE)
    phone = models.BinaryField(default=b"", blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    station_id = models.BigIntegerField(null=True, blank=True)  # where they are posted; no foreign key, the table is a higher app's
    password_given = models.BooleanField(default=False)  # somebody else chose it: its owner chooses another before anything else
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Upper("username"), name="kernel_user_username_ci", violation_error_message=_("Taken already."))
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """Give the name to show; allauth asks for it."""
        return self.display_name


class RoleGrant(models.Model):
    """A role held by a user over a subtree of areas, for a time. Revoking closes the time; rows are never deleted.

    Personal data: none beyond the link to the user.
    Retired: with the user.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    path = models.CharField(max_length=200, db_collation="C")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="grants_given")

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        constraints = [
            models.CheckConstraint(condition=models.Q(path__startswith="/") & models.Q(path__endswith="/"), name="kernel_grant_path_shape"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")), name="kernel_grant_period"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "path"], condition=models.Q(valid_to__isnull=True), name="kernel_grant_open_once"
            ),
        ]
        indexes = [models.Index(fields=["path", "user"], name="kernel_grant_path")]

    def __str__(self) -> str:
        return f"{self.role} {self.path}"


class DeviceToken(models.Model):
    """A bearer token bound to one station and one device role; only its SHA-256 digest is kept.

    Personal data: none.
    Retired: revoked tokens are kept as long as the audit log names them.
    """

    name = models.CharField(_("name"), max_length=64)
    station_id = models.BigIntegerField(null=True, blank=True)
    role = models.CharField(max_length=40)
    path = models.CharField(max_length=200, db_collation="C")
    digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="tokens_issued")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)  # to the minute

    class Meta:
        verbose_name = _("device token")
        verbose_name_plural = _("device tokens")
        constraints = [
            models.CheckConstraint(condition=models.Q(path__startswith="/") & models.Q(path__endswith="/"), name="kernel_token_path_shape"),
        ]
        indexes = [models.Index(fields=["path", "id"], name="kernel_token_path")]

    def __str__(self) -> str:
        return self.name
