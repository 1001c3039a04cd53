"""Every table says what it holds about people and when that goes."""

import inspect
import re

import pytest
from django.apps import apps
from django.db.models import Model

STATEMENT = re.compile(r"\nPersonal data: .{4,}(\n.+)*\nRetired: .{4,}", re.DOTALL)


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("outpace.")]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_a_table_states_the_personal_data_it_holds_and_its_retirement(model: type[Model]) -> None:
    assert STATEMENT.search(inspect.getdoc(model) or "")
