"""Jobs about requests for documents. Each is safe to run twice."""

from procrastinate.contrib.django import app

from gaps.actions import expire_due, hand_on_gone, remind_due
from gaps.actions.listing import end_due


@app.periodic(cron="20 * * * *")
@app.task(queue="sweep", queueing_lock="sweep_document_requests", pass_context=False)
def sweep_document_requests(timestamp: int) -> None:
    """Expire what nobody answered, hand on what was with people who are gone, and remind the others."""
    expire_due()
    hand_on_gone()
    remind_due()


@app.periodic(cron="5 * * * *")
@app.task(queue="sweep", queueing_lock="sweep_read_grants", pass_context=False)
def sweep_read_grants(timestamp: int) -> None:
    """Remove the grants whose last day is over."""
    end_due()
