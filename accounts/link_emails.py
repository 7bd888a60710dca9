"""What is written about links that somebody cannot open: to administrators, and to who owns what is there."""

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.deciding import deciders
from accounts.mail import may_send, post_to_person
from accounts.models import LinkQuestion, User
from accounts.standing import standing_of
from clearinghouse.lib.addresses import absolute_url

ASKED, PASSED = "accounts.link_asked", "accounts.link_passed"


def notify_asked(question: LinkQuestion) -> None:
    """Somebody cannot open a link: to the administrators."""
    for person in deciders("").exclude(pk=question.asker_id).order_by("pk"):
        post_to_person(
            person,
            subject=f"{question.asker} can’t open a link",
            body=_text("link_asked", reverse("accounts:links"), person=person, question=question),
            dedupe_key=f"link-question-{question.pk}-{person.pk}",
            check=(ASKED, str(question.pk)),
        )


@may_send(ASKED)
def _still_waits(person: User, key: str) -> bool:
    return standing_of(person).is_administrator and LinkQuestion.objects.waiting().filter(pk=int(key)).exists()


def notify_owners(question: LinkQuestion, label: str, share_url: str, people: QuerySet[User]) -> None:
    """To who may share it. SECURITY: of the asker at most the name they agreed to; their message is not sent on."""
    who = str(question.asker) if question.agrees_to_name else "Someone"
    for person in people.order_by("pk"):
        post_to_person(
            person,
            subject=f"{who} can’t open “{label}”",
            body=_text("link_passed", share_url, person=person, who=who, label=label),
            dedupe_key=f"link-question-{question.pk}-owner-{person.pk}",
            check=(PASSED, str(question.pk)),
        )


@may_send(PASSED)
def _still_owns(person: User, key: str) -> bool:
    from accounts.actions.links import owned_at  # it writes these mails

    question = LinkQuestion.objects.filter(pk=int(key)).first()
    owned = owned_at(question.path) if question else None
    return owned is not None and owned.people.filter(pk=person.pk).exists()


def _text(name: str, path: str, **context: object) -> str:
    return render_to_string(f"accounts/mail/{name}.txt", {**context, "link": absolute_url(path)})
