"""Jobs about announcements. Each is safe to run twice."""

from procrastinate.contrib.django import app

from announcements.actions import write_some_emails
from announcements.models import Announcement


@app.task(queue="mail", pass_context=False)
def write_emails(announcement_id: int) -> None:
    """Write the emails of an announcement that was just sent."""
    while write_some_emails(announcement_id):
        pass


@app.periodic(cron="*/10 * * * *")
@app.task(queue="mail", queueing_lock="finish_announcements", pass_context=False)
def finish_announcements(timestamp: int) -> None:
    """Go on where a worker was stopped in the middle."""
    for number in Announcement.objects.sent().filter(posted_at=None).order_by("pk").values_list("pk", flat=True):
        write_emails(number)
