"""The emails of announcements, for accounts.previewing."""

from accounts import audiences
from accounts.models import User
from accounts.previewing import previews_of
from accounts.sample_rows import SampleRows
from announcements import actions
from announcements.actions import AnnouncementDetails
from announcements.models import Announcement
from announcements.reach import reach_of

TEXT = "Please check the figures for your state.\n\n- They are due **March 1**.\n- Questions go to NASEO."

preview = previews_of("Announcements")


def _draft(sample: SampleRows, title: str, corrects: Announcement | None = None) -> Announcement:
    # To the people of the sample agency alone, so that no email to anyone else is even written.
    details = AnnouncementDetails(title, TEXT, [audiences.of_agency(sample.agency)])
    return actions.start(by=sample.administrator, details=details, corrects=corrects)


def _sent(sample: SampleRows, title: str, corrects: Announcement | None = None) -> Announcement:
    made = _draft(sample, title, corrects)
    people = reach_of(made.audiences.all()).people
    sent = actions.send(announcement=made, by=sample.administrator, revision=made.revision, people=people)
    actions.write_some_emails(sent.pk)
    return sent


@preview("announcement", "Announcement", to="Everyone in its audience", when="An administrator sends it")
def _announcement(sample: SampleRows) -> None:
    sample.member("Ana Sample")
    _sent(sample, "Uptime data is due in March")


@preview("announcement-correction", "Correction", to="Everyone in its audience", when="An administrator corrects one")
def _correction(sample: SampleRows) -> None:
    sample.member("Ana Sample")
    _sent(sample, "Uptime data is due in April", _sent(sample, "Uptime data is due in March"))


@preview(
    "announcement-test", "Test of an announcement", to="The administrator", when="They email a draft to themselves"
)
def _test(sample: SampleRows) -> User:
    sample.member("Ana Sample")
    actions.try_on_oneself(announcement=_draft(sample, "Uptime data is due in March"), by=sample.administrator)
    return sample.administrator
