"""Jobs about questions. Each is safe to run twice."""

from procrastinate.contrib.django import app

from contacts.actions import sweep


@app.periodic(cron="*/10 * * * *")
@app.task(queue="sweep", queueing_lock="sweep_questions", pass_context=False)
def sweep_questions(timestamp: int) -> None:
    """Hand over the questions of people who are gone; delete what was kept for a while only."""
    sweep()
