"""Background work of analysis."""

from collections.abc import Mapping

from procrastinate.contrib.django import app

from outpace.analysis import api
from outpace.kernel import jobs

QUEUE = "housekeeping"


@jobs.handler(api.WORK_JOB)
def work_out(run: jobs.Run) -> Mapping[str, object]:
    """Work out all figures of an area and window. Stopping it keeps what is worked out; starting over finds it again."""
    asked = {name: str(value) for name, value in run.payload.items()}
    return {"figures": api.work_out(run.actor, asked, progress=lambda done, total: jobs.progress(run, done, total))}


@app.periodic(cron="41 3 * * *")
@app.task(name="outpace.forget_analysis_runs", queue=QUEUE, queueing_lock="outpace.forget_analysis_runs")
def forget_runs(timestamp: int) -> None:
    """Forget runs that nothing names any more."""
    api.retire()
