"""What isolation does by itself: once a minute, who is between two custodians and whose treatment is at risk is told."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from outpace.isolation import api
from outpace.kernel.scope import system_actor

QUEUE = "housekeeping"


@app.periodic(cron="* * * * *")
@app.task(name="outpace.isolation_watch", queue=QUEUE, queueing_lock="outpace.isolation_watch", pass_context=True)
def isolation_watch(context: JobContext, timestamp: int) -> None:
    """Tell of custody gaps and of treatments without transport, each once, before it is too late."""
    actor = system_actor("isolation")
    api.find_gaps(actor)
    api.escalate_treatments(actor)
