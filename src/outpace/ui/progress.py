"""How far is a job? One fragment that asks again by itself while htmx is there, and is a page with a cancel button while it is not."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse

from outpace.ui.htmx import Also, render_page
from outpace.ui.text import percent_text

__all__ = ["ProgressView", "progress_page", "shown_state"]

RUNNING = frozenset({"waiting", "running"})
WORDS: Mapping[str, str] = MappingProxyType({"queued": "waiting", "succeeded": "done", "failed": "failed", "cancelled": "cancelled"})
"""What a progress view calls the states of a background run; whatever else there is still runs."""


def shown_state(state: str) -> str:
    """How does a progress view call this state of a background run?

    >>> [shown_state(state) for state in ("queued", "running", "succeeded")]
    ['waiting', 'running', 'done']
    """
    return WORDS.get(state, "running")


@dataclass(frozen=True, slots=True)
class ProgressView:
    """One job as shown. `url` answers with this view, `cancel_url` takes a POST.

    `state`: waiting, running, done, failed or cancelled (``shown_state`` of a run's).
    """

    title: str
    state: str
    done: int
    total: int
    url: str
    cancel_url: str = ""
    note: str = ""
    result_url: str = ""

    @property
    def is_running(self) -> bool:
        """May it still change?"""
        return self.state in RUNNING

    @property
    def share(self) -> str:
        """How far is it, in percent? Empty while the total is unknown."""
        return percent_text(self.done / self.total, decimals=0) if self.total else ""


def progress_page(request: HttpRequest, job: ProgressView, *, page: str = "ui/progress_page.html") -> HttpResponse:
    """What is the answer of a job's address: the page, or its fragment for polling? The end is announced to screen readers."""
    live = "" if job.is_running else job.title
    return render_page(request, page, "ui/partials/progress.html", context={"job": job}, also=Also(live=live))
