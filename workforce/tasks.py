"""Jobs of the EV Workforce Collaborative. Each is safe to run twice."""

from procrastinate.contrib.django import app

from workforce import clause_search, reminders, suggestion_emails
from workforce.actions.importing import forget_staged
from workforce.links import check_links


@app.periodic(cron="41 13 * * *")
@app.task(queue="mail", lock="remind_of_providers", queueing_lock="remind_of_providers", pass_context=False)
def remind_of_providers(timestamp: int) -> None:
    """In the morning, ask those who entered providers to confirm what nobody has for a year; once a month."""
    reminders.post_due()


@app.periodic(cron="11 12 * * *")
@app.task(queue="mail", lock="suggested_resources", queueing_lock="suggested_resources", pass_context=False)
def tell_of_suggestions(timestamp: int) -> None:
    """In the morning, tell those who take care of the space and chose that what was suggested."""
    suggestion_emails.post_digests()


@app.periodic(cron="29 4 * * *")
@app.task(queue="sweep", queueing_lock="forget_provider_files", pass_context=False)
def forget_provider_files(timestamp: int) -> None:
    """Delete files of providers that nobody confirmed within a day."""
    forget_staged()


@app.periodic(cron="41 5 * * *")
@app.task(queue="sweep", priority=-25, queueing_lock="check_resource_links", pass_context=False)
def check_resource_links(timestamp: int) -> None:
    """Ask for each link of the resource hub once a night, and keep what came back."""
    check_links()


@app.task(queue="files", priority=-14)
def find_clauses(version_id: int) -> None:
    """Note where one version asks something of workers."""
    clause_search.look_through(version_id)


@app.periodic(cron="*/10 * * * *")
@app.task(queue="files", priority=-26, lock="find_forgotten_clauses", queueing_lock="find_forgotten_clauses",
          pass_context=False)  # fmt: skip
def find_forgotten_clauses(timestamp: int) -> None:
    """Look through versions that nobody has for the words of now: from before this release, or since a word changed."""
    if clause_search.find_forgotten() == clause_search.AT_ONCE:
        clause_search.queue_all()
