"""Jobs about files. Each is safe to run twice. Higher priorities go first; mail has 0."""

from procrastinate.contrib.django import app

from documents import fixity
from documents.finding.index import changes
from documents.intake import admission, cleaning, follow_ups, processing, reading_again, recognizing, sweeping
from documents.reading import accessibility, maps, openings
from documents.saved import watching


@app.task(queue="files", priority=-1)
def process_version(version_id: int) -> None:
    """Scan, check and read one version, as far as it goes now."""
    processing.process(version_id)


@app.task(queue="files", priority=-1)
def clean_version(version_id: int) -> None:
    """Make a cleaned copy of one version."""
    cleaning.clean(version_id)


@app.task(queue="files", priority=-10)
def draw_first_page(version_id: int) -> None:
    """Draw the thumbnail."""
    follow_ups.draw_first(version_id)


@app.task(queue="files", priority=-12)
def outline_layer(version_id: int) -> None:
    """Read the shapes of a large map layer, for its map."""
    maps.outline(version_id)


@app.task(queue="files", priority=-15)
def check_accessibility(version_id: int) -> None:
    """Look at how accessible a file is."""
    accessibility.check(version_id)


# A queue of its own, which a worker may serve alone. The lock lets one of these run at a time, so that reading
# pictures never takes all of a worker's places, and each reads a few pages only.
@app.task(queue="recognition", priority=-20, lock="recognition")
def recognize_pages(version_id: int, after: int) -> None:
    """Read the text of a few scanned pages."""
    recognizing.recognize(version_id, after)


# One at a time for the same reason; LibreOffice takes some 250 MB. Jobs of the last release have the other name.
@app.task(queue="files", priority=-30, lock="reading-again", aliases=["documents.tasks.print_version"])
def read_again(version_id: int) -> None:
    """Read a file that is ready once more."""
    reading_again.read_again(version_id)


@app.periodic(cron="* * * * *")
@app.task(queue="sweep", priority=5, queueing_lock="sweep_jobs")
def sweep_jobs(timestamp: int) -> None:
    """Give back what a dead worker held, remove what it left, and queue versions that no job looks after."""
    sweeping.retry_stalled_jobs()
    sweeping.remove_leftovers()
    sweeping.queue_forgotten_versions()
    cleaning.queue_forgotten_copies()


@app.periodic(cron="* * * * *")
@app.task(queue="sweep", priority=-5, queueing_lock="look_for_news", pass_context=False)
def look_for_news(timestamp: int) -> None:
    """Look at what people can read since now for their saved searches."""
    watching.look_at_gains()


@app.periodic(cron="7 * * * *")
@app.task(queue="sweep", priority=-5, queueing_lock="watch_disk")
def watch_disk(timestamp: int) -> None:
    """Warn before there is no room left."""
    sweeping.warn_of_full_disk()


@app.periodic(cron="37 * * * *")
@app.task(queue="sweep", priority=-5, queueing_lock="forget_search_changes")
def forget_search_changes(timestamp: int) -> None:
    """Remove the notes of changes that every search index has."""
    changes.clean_up()


@app.periodic(cron="*/10 * * * *")
@app.task(queue="sweep", priority=-5, queueing_lock="sweep_scans")
def sweep_scans(timestamp: int) -> None:
    """Queue scanned pages that no job looks after, such as those from before Tesseract was installed."""
    recognizing.queue_forgotten()


@app.periodic(cron="17 4 * * *")
@app.task(queue="sweep", priority=-5, queueing_lock="sweep_files")
def sweep_files(timestamp: int) -> None:
    """Remove unfinished uploads, files without a version, who opened what a year ago, news of paused alerts."""
    admission.forget_abandoned()
    recognizing.try_again()
    sweeping.remove_orphans()
    openings.forget_old()
    watching.forget_paused()


# At night in all our time zones. A job a minute, so that others come in between and a killed worker loses little.
@app.periodic(cron="* 7-10 * * *")
@app.task(queue="sweep", priority=-25, lock="check_files", queueing_lock="check_files")
def check_files(timestamp: int) -> None:
    """Read some of tonight's share of the stored files, to see that they are as they came."""
    fixity.check_share()


@app.periodic(cron="3 11 * * *")
@app.task(queue="sweep", priority=-5, queueing_lock="tell_of_wrong_files")
def tell_of_wrong_files(timestamp: int) -> None:
    """Tell the administrators, in one email, of files that were found missing or damaged."""
    fixity.tell_administrators()
