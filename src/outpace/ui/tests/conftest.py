"""What the tests of the ui app share: a page of the style guide in either language, as a browser would get it."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from outpace.kernel import clock
from outpace.kernel.scope import ROOT, Actor, ActorKind, Grant
from outpace.ui.guide import guide_context


@pytest.fixture
def commander() -> Actor:
    return Actor(kind=ActorKind.USER, id=1, name="李", grants=(Grant("commander", ROOT),))


@pytest.fixture
def guide() -> Callable[[str], str]:
    def page(language: str) -> str:
        request = RequestFactory().get("/ui/guide")
        with translation.override(language):
            return HttpResponse(render_to_string("ui/guide.html", guide_context(request, clock.now()), request=request)).text

    return page
