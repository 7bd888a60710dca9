"""Jobs about meetings. Each is safe to run twice."""

from procrastinate.contrib.django import app

from meetings.emails import call_notices, item_notices, record_notices, reminders, series_notices


@app.task(queue="mail")
def post_notices(kind: str, meeting_id: int, sequence: int, by: str, before: dict[str, str] | None = None) -> None:
    """Write to everybody whom an invitation, a change or a cancellation concerns."""
    call_notices.post_all(kind, meeting_id, sequence, by, before)


@app.task(queue="mail")
def tell_of_record(kind: str, meeting_id: int) -> None:
    """Write to everybody who wants to know that a summary or slides appeared."""
    record_notices.post_all(kind, meeting_id)


@app.task(queue="mail")
def tell_of_items(meeting_id: int, items: list[int], with_summary: bool) -> None:
    """Write to the owners of action items that became theirs."""
    item_notices.post_all(meeting_id, items, with_summary)


@app.task(queue="mail")
def post_series_notices(
    kind: str, series_id: int, sequences: dict[str, int], by: str, before: dict[str, dict[str, str]] | None = None
) -> None:
    """Write to everybody in the group about several calls of a series; `sequences` and `before` by the calls' keys."""
    series_notices.post_all(kind, series_id, sequences, by, before)


@app.periodic(cron="11 * * * *")
@app.task(queue="mail", lock="remind_of_meetings", queueing_lock="remind_of_meetings", pass_context=False)
def remind_of_meetings(timestamp: int) -> None:
    """Remind of what takes place within a day, once for each beginning."""
    reminders.post_due()


@app.periodic(cron="23 13 * * *")
@app.task(queue="mail", lock="remind_of_items", queueing_lock="remind_of_items", pass_context=False)
def remind_of_items(timestamp: int) -> None:
    """Remind of action items that are due soon, once for each due date, in the morning of the states."""
    item_notices.post_due()
