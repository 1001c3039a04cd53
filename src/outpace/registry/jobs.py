"""Background work of the registry."""

from collections.abc import Mapping

from django.utils import translation

from outpace.kernel.jobs import JobCancelled, JobProblem, Run, handler, progress
from outpace.registry import api


@handler(api.LOAD_JOB)
def load_people(run: Run) -> Mapping[str, object] | None:
    """Add the people of a checked file. Stopping it keeps what is in; starting over adds nobody twice.

    Rows come back with their reasons in the language in which the list was started, not in that of the installation.
    """
    load_id, language = run.payload["load"], run.payload.get("language")
    if not isinstance(load_id, int):
        raise JobProblem("load")
    with translation.override(language if isinstance(language, str) else translation.get_language()):
        return _load(run, load_id)


def _load(run: Run, load_id: int) -> Mapping[str, object] | None:
    try:
        return api.run_load(run.actor, load_id, lambda done, total: progress(run, done, total))
    except JobCancelled:
        api.stop_load(load_id)
        raise
    except (api.LoadRefused, api.FileRefused) as refusal:
        api.stop_load(load_id)
        raise JobProblem(str(refusal)) from refusal
