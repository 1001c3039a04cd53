"""Rows that migrations make (area kinds, key groups), put back when a kept test database was emptied by transactional tests."""

from importlib import import_module

from django.apps import apps

from outpace.registry.models import AreaKind


def put_back() -> None:
    if not AreaKind.objects.exists():
        import_module("outpace.registry.migrations.0002_kinds_and_groups").add(apps, None)
