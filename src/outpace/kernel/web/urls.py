"""Addresses of the kernel's pages. Included by outpace.config under "office/"."""

from django.urls import path

from outpace.kernel.web import accounts, devices, log

app_name = "kernel"
urlpatterns = [
    path("users/", accounts.users, name="users"),
    path("users/new", accounts.new_user, name="user_new"),
    path("users/<int:user_id>/", accounts.user, name="user"),
    path("users/<int:user_id>/grant", accounts.grant, name="grant"),
    path("users/<int:user_id>/grants/<int:grant_id>/revoke", accounts.revoke, name="revoke"),
    path("users/<int:user_id>/active", accounts.active, name="active"),
    path("users/<int:user_id>/password", accounts.password, name="password"),
    path("devices/", devices.tokens, name="tokens"),
    path("devices/new", devices.new_token, name="token_new"),
    path("devices/<int:token_id>/revoke", devices.revoke, name="token_revoke"),
    path("log/", log.log, name="log"),
    path("log/verify", log.verify, name="log_verify"),
    path("log/people/<int:person_id>/", log.readers, name="readers"),
]
