"""Jobs about inquiries. Each is safe to run twice."""

from procrastinate.contrib.django import app

from inquiries import emails
from inquiries.actions import campaigns, rounds


@app.periodic(cron="15 * * * *")
@app.task(queue="sweep", queueing_lock="close_inquiries", pass_context=False)
def close_inquiries(timestamp: int) -> None:
    """Close the rounds and campaigns whose last day is over."""
    rounds.close_due()
    campaigns.close_due()


@app.periodic(cron="20 13 * * *")
@app.task(queue="mail", lock="remind_of_inquiries", queueing_lock="remind_of_inquiries", pass_context=False)
def remind_of_inquiries(timestamp: int) -> None:
    """In the morning, remind those whose state's answer is due soon, and those who meant to ask again."""
    emails.remind_due()
    emails.remind_to_ask_again()
