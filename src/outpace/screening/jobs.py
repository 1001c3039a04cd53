"""Background work of screening."""

from collections.abc import Mapping

from outpace.kernel import jobs
from outpace.kernel.files import FileRefused
from outpace.screening import api


@jobs.handler(api.RESULT_FILE_JOB)
def apply_result_file(run: jobs.Run) -> Mapping[str, object]:
    """Apply a laboratory's result file, batch by batch; taken up again it goes on where it was."""
    try:
        applied = api.apply_file(run.actor, int(str(run.payload["file"])), progress=lambda done, total: jobs.progress(run, done, total))
    except FileRefused as refused:
        raise jobs.JobProblem(str(refused)) from refused
    return {"applied": applied.rows_applied, "replayed": applied.rows_replayed, "rejected": applied.rows_rejected}


@jobs.handler(api.NOTIFY_JOB)
def notify(run: jobs.Run) -> Mapping[str, object]:
    """Tell people every result of a pass that may go out; taken up again it goes on with those not told yet."""
    told = api.notify_results(run.actor, int(str(run.payload["pass"])), progress=lambda done: jobs.progress(run, done))
    return {"tubes": told}
