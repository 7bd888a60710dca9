"""Jobs about people. Each is safe to run twice."""

from procrastinate.contrib.django import app

from accounts import accesses, approval_emails, confirming, digests, mail, pacing, registry
from accounts.returns import mailbox, pausing
from accounts.sessions import forget_ended_sessions


@app.task(queue="mail")
def send_mail(mail_id: int) -> None:
    """Send one message of the outbox."""
    mail.deliver(mail_id)


@app.periodic(cron="* * * * *")
@app.task(queue="mail", lock="send_due_mail", queueing_lock="send_due_mail", pass_context=False)
def send_due_mail(timestamp: int) -> None:
    """Try again what is due, also messages whose job was lost."""
    mail.deliver_due()


@app.periodic(cron="*/5 * * * *")
@app.task(queue="mail", lock="read_bounces", queueing_lock="read_bounces", pass_context=False)
def read_bounces(timestamp: int) -> None:
    """Read what mail servers sent back, if there is a mailbox for it."""
    mailbox.read_if_set_up()


@app.periodic(cron="5 12 * * *")
@app.task(queue="mail", lock="approvals_digest", queueing_lock="approvals_digest", pass_context=False)
def tell_administrators(timestamp: int) -> None:
    """In the morning, tell the administrators who chose that what is new to approve."""
    approval_emails.post_digests()


@app.periodic(cron="10 12 * * *")
@app.task(queue="mail", lock="approvals_reminder", queueing_lock="approvals_reminder", pass_context=False)
def remind_administrators(timestamp: int) -> None:
    """On working days, remind those who decide of requests that have waited too long."""
    approval_emails.post_reminders()


@app.periodic(cron="* * * * *")
@app.task(queue="mail", lock="write_digests", queueing_lock="write_digests", pass_context=False)
def write_digests(timestamp: int) -> None:
    """Write what is due by now: right away, or in the morning where the person is."""
    digests.write_due()


@app.periodic(cron="35 11 * * *")
@app.task(queue="mail", lock="confirm_memberships", queueing_lock="confirm_memberships", pass_context=False)
def confirm_memberships(timestamp: int) -> None:
    """Each day, remind the members who are due to confirm where they work, and suspend those who did not."""
    confirming.remind_due()
    confirming.suspend_overdue()


@app.periodic(cron="17 4 * * *")
@app.task(queue="mail", queueing_lock="forget_old_mail_and_sessions", pass_context=False)
def forget_old_mail_and_sessions(timestamp: int) -> None:
    """Delete sent mail after 90 days, registry files that nobody confirmed, and sessions that ended by themselves."""
    mail.forget_old()
    pausing.forget_old()
    pacing.forget_old()
    registry.forget_staged()
    forget_ended_sessions()


@app.periodic(cron="37 4 * * *")
@app.task(queue="mail", queueing_lock="forget_old_accesses", pass_context=False)
def forget_old_accesses(timestamp: int) -> None:
    """Delete what the log says of sign-ins, refusals, and downloads more than a year ago."""
    accesses.forget_old()
