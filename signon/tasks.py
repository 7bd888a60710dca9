"""Jobs about agency sign-in. Each is safe to run twice."""

from procrastinate.contrib.django import app

from signon.models import forget_attempts


@app.periodic(cron="23 4 * * *")
@app.task(queue="mail", queueing_lock="forget_sign_ins", pass_context=False)
def forget_sign_ins(timestamp: int) -> None:
    """Delete sign-ins at agencies that were begun a day ago or earlier."""
    forget_attempts()
