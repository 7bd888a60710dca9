"""The emails about documents, for accounts.previewing."""

from django.utils import timezone

from accounts import digests, link_emails
from accounts.models import LinkQuestion, User
from accounts.previewing import previews_of
from accounts.sample_rows import SampleRows
from documents import emails
from documents.models import DocumentVersion, FileCheck, SavedSearch, SearchNews, VersionStatus
from documents.sample_rows import document, file_of

UPLOADER = "The person who uploaded the file"
ADMINISTRATORS = "Administrators"

preview = previews_of("Documents")


@preview("document-shared", "Document shared with you", to="People it is shared with", when="Someone shares a document")
def _shared(sample: SampleRows) -> None:
    owner = sample.member("Ben Sample")
    emails.notify_shared(document(sample, owner), sample.member("Ana Sample"), owner)


@preview("saved-searches", "New documents for saved searches", to="Members and guests", when="As they chose")
def _alerts(sample: SampleRows) -> None:
    person = sample.member("Ana Sample")
    plan = document(sample, sample.member("Ben Sample"))
    fields = {"words": "chargers", "alert": SavedSearch.Alert.DAILY}
    search = SavedSearch.objects.create(owner=person, name="Corridor chargers", **fields)
    SearchNews.objects.create(search=search, document=plan, version=plan.current_version, digest="sample")
    digests.post_digest(person, "sample")


@preview("link-passed", "Request to share", to="Owner of a document", when="A question about a link is passed on")
def _link_passed(sample: SampleRows) -> User:
    owner = sample.member("Ben Sample")
    plan = document(sample, owner)
    question = LinkQuestion.objects.create(asker=sample.member("Ana Sample"), path=plan.get_absolute_url())
    link_emails.notify_owners(question, plan.title, plan.get_absolute_url(), User.objects.filter(pk=owner.pk))
    return owner


def _file(sample: SampleRows, stage: str = VersionStatus.Stage.READY) -> DocumentVersion:
    owner = sample.member("Ana Sample")
    return file_of(document(sample, owner), owner, stage)


@preview("file-refused", "File not accepted", to=UPLOADER, when="A file can’t be taken")
def _refused(sample: SampleRows) -> None:
    emails.notify_refused(_file(sample, VersionStatus.Stage.REFUSED), "The file is protected with a password.")


@preview("file-held", "File needs a decision", to=UPLOADER, when="A file has content that its pages don’t show")
def _held(sample: SampleRows) -> None:
    emails.notify_held(_file(sample, VersionStatus.Stage.HELD), 3)


@preview("file-not-cleaned", "No cleaned copy", to="Who asked for it", when="A cleaned copy can’t be made")
def _not_cleaned(sample: SampleRows) -> None:
    version = _file(sample, VersionStatus.Stage.HELD)
    emails.notify_not_cleaned(version, version.uploaded_by, "The file has a part that we can’t remove.")


@preview("virus-uploader", "Virus in your file", to=UPLOADER, when="The virus scanner finds something")
def _infected(sample: SampleRows) -> User:
    version = _file(sample, VersionStatus.Stage.QUARANTINED)
    emails.notify_infected(version, "Sample.Virus")
    return version.uploaded_by


@preview("virus-administrators", "Virus in an upload", to=ADMINISTRATORS, when="The virus scanner finds something")
def _infected_upload(sample: SampleRows) -> User:
    administrator = sample.administrator
    emails.notify_infected(_file(sample, VersionStatus.Stage.QUARANTINED), "Sample.Virus")
    return administrator


@preview("file-parked", "Upload needs attention", to=ADMINISTRATORS, when="A file went wrong three times")
def _parked(sample: SampleRows) -> User:
    administrator = sample.administrator
    emails.notify_parked(_file(sample), "Reading the file took longer than five minutes.")
    return administrator


@preview("disk-fills", "Disk space", to=ADMINISTRATORS, when="The disk for files is almost full")
def _disk(sample: SampleRows) -> User:
    administrator = sample.administrator
    emails.notify_disk_is_filling(0.91)
    return administrator


@preview("files-damaged", "Stored files damaged", to=ADMINISTRATORS, when="The nightly check finds a damaged file")
def _wrong_files(sample: SampleRows) -> User:
    administrator, now = sample.administrator, timezone.now()
    FileCheck.objects.create(version=_file(sample), checked_at=now, outcome="damaged", wrong_since=now)
    emails.notify_wrong_files(1)
    return administrator
