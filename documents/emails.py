"""What the portal writes to people about documents."""

from django.urls import reverse
from django.utils import timezone

from accounts import audiences, mail
from accounts.models import User
from clearinghouse.lib.addresses import absolute_url
from documents.models import Document, DocumentVersion

WHY = "You receive this because you uploaded the file to the EV States Clearinghouse."
WHY_ADMINISTRATORS = "You receive this because you are an administrator of the EV States Clearinghouse."


def _address(name: str, document: Document) -> str:
    return absolute_url(reverse(name, args=[document.key]))


def _administrators() -> list[User]:
    return list(audiences.single("administrators").group.user_set.filter(is_active=True).order_by("pk"))


def notify_refused(version: DocumentVersion, sentence: str) -> None:
    """To the uploader: the file was not taken, and why."""
    body = (
        f"We could not take “{version.filename}”.\n\n{sentence}\n\n"
        f"What you wrote about the document is kept. Upload another file for it here:\n"
        f"{_address('documents:new_version', version.document)}\n\n{WHY}\n"
    )
    mail.post_to_person(
        version.uploaded_by,
        subject="Your file could not be taken",
        body=body,
        dedupe_key=f"file-refused-{version.pk}",
    )


def notify_infected(version: DocumentVersion, virus: str) -> None:
    """To the uploader and every administrator: a virus was found; nobody can open the file."""
    body = (
        f"The virus scanner found “{virus}” in “{version.filename}”. "
        "The file is locked away and nobody can open it.\n\n"
        "Have your computer checked by your agency’s IT staff before you upload again.\n\n"
        f"{WHY}\n"
    )
    mail.post_to_person(
        version.uploaded_by,
        subject="A virus was found in your file",
        body=body,
        dedupe_key=f"virus-{version.pk}-uploader",
    )
    for person in _administrators():
        mail.post_to_person(
            person,
            subject="A virus was found in an upload",
            body=(
                f"{version.uploaded_by} ({version.uploaded_by.email}) uploaded “{version.filename}”. "
                f"The virus scanner found “{virus}” in it. The file is locked away and nobody can open it.\n\n"
                f"{WHY_ADMINISTRATORS}\n"
            ),
            dedupe_key=f"virus-{version.pk}-{person.pk}",
        )


def notify_parked(version: DocumentVersion, sentence: str) -> None:
    """To the administrators: a file went wrong three times and waits for a person."""
    for person in _administrators():
        mail.post_to_person(
            person,
            subject="An uploaded file needs a look",
            body=(
                f"“{version.filename}”, uploaded by {version.uploaded_by}, could not be processed:\n\n{sentence}\n\n"
                f"{_address('documents:describe', version.document)}\n\n{WHY_ADMINISTRATORS}\n"
            ),
            dedupe_key=f"parked-{version.pk}-{person.pk}",
        )


def notify_disk_is_filling(used: float) -> None:
    """To the administrators, once a day: room for files is running out."""
    for person in _administrators():
        mail.post_to_person(
            person,
            subject="The portal’s disk is filling up",
            body=(
                f"The disk that holds files is {used:.0%} full. When it is full nobody can upload.\n\n"
                f"Tell whoever runs the portal to make it larger.\n\n{WHY_ADMINISTRATORS}\n"
            ),
            dedupe_key=f"disk-{timezone.localdate()}-{person.pk}",
        )
