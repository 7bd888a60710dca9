"""Jobs about news. Each is safe to run twice."""

from procrastinate.contrib.django import app

from following import collecting


@app.periodic(cron="*/5 * * * *")
@app.task(queue="mail", lock="collect_news", queueing_lock="collect_news", pass_context=False)
def collect_news(timestamp: int) -> None:
    """Notice what happened."""
    collecting.collect()


@app.periodic(cron="27 4 * * *")
@app.task(queue="mail", queueing_lock="forget_old_news", pass_context=False)
def forget_old_news(timestamp: int) -> None:
    """Delete news after 60 days."""
    collecting.forget()
