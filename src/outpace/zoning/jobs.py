"""What zoning does by itself: what is signed for an hour takes hold at it, and once an hour every zone is looked at, so that nobody stays
restricted because nobody looked."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from outpace.kernel.jobs.tasks import HOUSEKEEPING_QUEUE
from outpace.zoning import api


@app.periodic(cron="7 * * * *")
@app.task(name="outpace.review_zones", queue=HOUSEKEEPING_QUEUE, queueing_lock="outpace.review_zones", pass_context=True)
def review_zones(context: JobContext, timestamp: int) -> None:
    """Propose what the countdowns allow now, and withdraw what they no longer allow."""
    api.review_all()


@app.periodic(cron="* * * * *")
@app.task(name="outpace.zones_take_hold", queue=HOUSEKEEPING_QUEUE, queueing_lock="outpace.zones_take_hold", pass_context=True)
def zones_take_hold(context: JobContext, timestamp: int) -> None:
    """Let every signature take hold whose hour has come: every minute, and what an outage left waiting first."""
    api.take_hold_due()
