"""What the portal writes to people about documents."""

from django.urls import reverse
from django.utils import timezone

from accounts import audiences, mail
from accounts.mail import may_send
from accounts.models import Preferences, User
from accounts.standing import standing_of
from accounts.unsubscribing import unsubscribe_url
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.wording import counted
from documents.models import Document, DocumentVersion, FileCheck

WHY = "You received this email because you uploaded the file to the EV States Clearinghouse."
CONFIDENTIAL = "It contains vendor-confidential material. Ask the person who shared it before you share it further."
UNSUBSCRIBE = "wants_shared"  # the preference that turns emails about shared documents off
WHY_ADMINISTRATORS = "You received this email because you are an administrator of the EV States Clearinghouse."


@may_send("documents.wrong_files")
def is_theirs_to_restore(person: User, key: str) -> bool:
    """Whether the person is still an administrator, and any file is still missing or damaged."""
    return standing_of(person).is_administrator and FileCheck.objects.wrong().exists()


@may_send("documents.own_file")
def still_sees_it(person: User, key: str) -> bool:
    """Whether the person still sees the document that the file was brought for; who moved away does not."""
    return Document.objects.visible_to(person).filter(versions__pk=int(key)).exists()


@may_send("documents.held_file")
def may_answer(person: User, key: str) -> bool:
    """Whether the file still waits for an answer that the person may give."""
    waiting = DocumentVersion.objects.waiting().filter(pk=int(key), document__in=Document.objects.editable_by(person))
    return waiting.exists()


@may_send("documents.shared")
def may_be_told(person: User, key: str) -> bool:
    """Whether the person can read the document, which is still shared, and wants to know."""
    if Preferences.objects.filter(user=person, wants_shared=False).exists():
        return False
    return Document.objects.visible_to(person).published().filter(pk=int(key)).exists()


def notify_shared(document: Document, person: User, by: User) -> None:
    """To somebody who can see it: a document was shared with them, by whom, and where it is."""
    about = " · ".join(str(part) for part in (document.kind, document.state, document.agency) if part)
    caution = f"\n{CONFIDENTIAL}\n" if document.label == Document.Label.CONFIDENTIAL else ""
    body = (
        f"Hello {person.name or 'there'},\n\n{by} shared a document with you in the EV States Clearinghouse:\n\n"
        f"{document.title}\n{about}\n{_address('documents:detail', document)}\n{caution}\n"
        f"You received this email because the document is shared with you or with a group you belong to.\n"
        f"Turn off these emails: {unsubscribe_url(person, UNSUBSCRIBE)} "
        f"To change which emails you get: {absolute_url(reverse('accounts:preferences'))}\n"
    )
    mail.post_to_person(
        person,
        subject=f"{by} shared “{document.title}”",
        body=body,
        dedupe_key=f"shared-{document.pk}-{document.current_version_id or 0}-{person.pk}",
        check=("documents.shared", str(document.pk)),
        unsubscribe=UNSUBSCRIBE,
    )


def _address(name: str, document: Document) -> str:
    return absolute_url(reverse(name, args=[document.key]))


def _administrators() -> list[User]:
    return list(audiences.single("administrators").group.user_set.filter(is_active=True).order_by("pk"))


def notify_refused(version: DocumentVersion, sentence: str) -> None:
    """To the uploader: the file was not taken, and why."""
    body = (
        f"We couldn’t accept “{version.filename}”.\n\n{sentence}\n\n"
        f"Any details you entered are saved. Upload another file for this document:\n"
        f"{_address('documents:new_version', version.document)}\n\n{WHY}\n"
    )
    mail.post_to_person(
        version.uploaded_by,
        subject="We couldn’t accept your file",
        body=body,
        dedupe_key=f"file-refused-{version.pk}",
        check=("documents.own_file", str(version.pk)),
    )


def notify_held(version: DocumentVersion, count: int) -> None:
    """To the uploader: others can open the file only after a decision. Names nothing of what is in it."""
    body = (
        f"“{version.filename}” contains content that its pages don’t show ({counted(count, 'item')}). "
        "No one else can open this file until you decide what to do with it.\n\n"
        f"See what we found, and decide:\n{_version_address('documents:hidden', version)}\n\n{WHY}\n"
    )
    mail.post_to_person(
        version.uploaded_by,
        subject="Your file needs a decision",
        body=body,
        dedupe_key=f"file-held-{version.pk}",
        check=("documents.held_file", str(version.pk)),
    )


def notify_not_cleaned(version: DocumentVersion, person: User, sentence: str) -> None:
    """To the person who wanted a cleaned copy: there is none, and why."""
    body = (
        f"We couldn’t make a cleaned copy of “{version.filename}”.\n\n{sentence}\n\n"
        f"Choose another answer:\n{_version_address('documents:hidden', version)}\n\n"
        "You received this email because you asked for the cleaned copy in the EV States Clearinghouse.\n"
    )
    mail.post_to_person(
        person,
        subject="We couldn’t make a cleaned copy of your file",
        body=body,
        dedupe_key=f"not-cleaned-{version.pk}",
        check=("documents.own_file", str(version.pk)),
    )


def _version_address(name: str, version: DocumentVersion) -> str:
    return absolute_url(reverse(name, args=[version.document.key, version.key]))


def notify_infected(version: DocumentVersion, virus: str) -> None:
    """To the uploader and every administrator: a virus was found; nobody can open the file."""
    body = (
        f"The virus scanner found “{virus}” in “{version.filename}”. "
        "We locked the file, and no one can open it.\n\n"
        "Ask your agency’s IT staff to check your computer before you upload again.\n\n"
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
                f"The virus scanner found “{virus}” in it. We locked the file, and no one can open it.\n\n"
                f"{WHY_ADMINISTRATORS}\n"
            ),
            dedupe_key=f"virus-{version.pk}-{person.pk}",
        )


def notify_parked(version: DocumentVersion, sentence: str) -> None:
    """To the administrators: a file went wrong three times and waits for a person."""
    for person in _administrators():
        mail.post_to_person(
            person,
            subject="An uploaded file needs attention",
            body=(
                f"“{version.filename}”, uploaded by {version.uploaded_by}, couldn’t be processed:\n\n{sentence}\n\n"
                f"Review the file:\n{_address('documents:describe', version.document)}\n\n{WHY_ADMINISTRATORS}\n"
            ),
            dedupe_key=f"parked-{version.pk}-{person.pk}",
        )


def notify_disk_is_filling(used: float) -> None:
    """To the administrators, once a day: room for files is running out."""
    for person in _administrators():
        mail.post_to_person(
            person,
            subject="The portal is running out of disk space",
            body=(
                f"The disk that stores files is {used:.0%} full. When it’s full, no one can upload files.\n\n"
                f"Ask the person who runs the portal’s server to add space.\n\n{WHY_ADMINISTRATORS}\n"
            ),
            dedupe_key=f"disk-{timezone.localdate()}-{person.pk}",
        )


def notify_wrong_files(count: int) -> None:
    """To the administrators: so many stored files more are missing or damaged. Which ones, the system page says."""
    is_one = count == 1
    found = f"{counted(count, 'stored file')} {'is' if is_one else 'are'} missing or damaged"
    for person in _administrators():
        mail.post_to_person(
            person,
            subject=found,
            body=(
                f"{found}. No one can download {'it' if is_one else 'them'} for now.\n\n"
                "Ask the person who runs the portal’s server to restore "
                f"{'the file' if is_one else 'the files'} from a backup. See which documents are affected:\n"
                f"{absolute_url(reverse('accounts:system'))}\n\n"
                f"{WHY_ADMINISTRATORS}\n"
            ),
            check=("documents.wrong_files", ""),
        )
