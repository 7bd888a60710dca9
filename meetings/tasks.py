"""Jobs about meetings. Each is safe to run twice."""

from procrastinate.contrib.django import app

from meetings import notices, told


@app.task(queue="mail")
def post_notices(kind: str, meeting_id: int, sequence: int, by: str) -> None:
    """Write to everybody whom an invitation, a change or a cancellation concerns."""
    notices.post_all(kind, meeting_id, sequence, by)


@app.task(queue="mail")
def tell_of_record(kind: str, meeting_id: int) -> None:
    """Write to everybody who wants to know that a summary or slides appeared."""
    told.post_all(kind, meeting_id)
