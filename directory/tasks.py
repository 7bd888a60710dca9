"""Jobs about the directory. Each is safe to run twice."""

from procrastinate.contrib.django import app

from directory import actions


@app.periodic(cron="23 4 * * *")
@app.task(queue="sweep", priority=-5, queueing_lock="forget_old_messages", pass_context=False)
def forget_old_messages(timestamp: int) -> None:
    """Delete who wrote to whom after 90 days."""
    actions.forget_old_messages()
