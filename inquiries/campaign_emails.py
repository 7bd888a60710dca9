"""What the portal writes about campaigns."""

from django.template.loader import render_to_string
from django.urls import reverse

from accounts.mail import Written, may_send_to, post, post_to_person, written_when_sent
from accounts.models import User
from accounts.standing import forget_standing
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.wording import counted
from inquiries.actions.submitting import code_url
from inquiries.models import PUBLIC, Campaign, Status, Submission, Theme

LINK, USED, CLOSED = "campaigns.link", "campaigns.used", "campaigns.closed"


def mail_link(campaign: Campaign, email: str) -> None:
    """To an address that somebody typed: nothing of what they typed, so that nobody can send words through us."""
    words = {"campaign": campaign, "link": absolute_url(code_url(campaign, email))}
    post(
        to=email,
        subject=f"Your link to answer: {campaign}",
        body=render_to_string("inquiries/mail/campaign_link.txt", words),
        check=(LINK, campaign.inquiry.key),
    )


@may_send_to(LINK)
def _still_open(address: str, key: str) -> bool:
    return Campaign.objects.filter(
        inquiry__key=key, inquiry__status=Status.OPEN, sectors__contains=[PUBLIC]
    ).exists()  # fmt: skip


def tell_how_used(theme: Theme) -> int:
    """Tell those who gave input by name, and can read the synthesis, what became of it; returns how many."""
    rows = Submission.objects.filter(campaign=theme.campaign).sent().filter(person__isnull=False)
    gave = User.objects.filter(pk__in=rows.values("person"), is_active=True).order_by("pk")
    people = [person for person in gave if Theme.objects.visible_to(person).filter(pk=theme.pk).exists()]
    told_at = theme.how_used_told_at
    for person in people:
        key = f"campaign-used-{theme.key}-{person.pk}-{told_at:%s}" if told_at else None
        post_to_person(person, subject="How we used your input", body="", dedupe_key=key, check=(USED, theme.key))
    return len(people)


def notify_closed(campaign: Campaign) -> None:
    """To who made it and organizes its event: its last day is over, and the answers wait for them."""
    people = {campaign.inquiry.made_by} if campaign.inquiry.made_by is not None else set()
    people |= set(campaign.meeting.organizers.all()) if campaign.meeting is not None else set()
    key = campaign.inquiry.key
    for person in sorted(people, key=lambda person: person.pk):
        dedupe, subject = f"{CLOSED}-{key}-{person.pk}", "Your campaign takes no more input"
        thread = f"inquiry-{key}"
        post_to_person(person, subject=subject, body="", dedupe_key=dedupe, check=(CLOSED, key), thread=thread)


@written_when_sent(CLOSED)
def _write_closed(person: User, key: str) -> Written | None:
    forget_standing(person)
    rows = Campaign.objects.organized_by(person).filter(inquiry__key=key, inquiry__status=Status.CLOSED)
    campaign = rows.select_related("inquiry").first()
    if campaign is None:
        return None
    sent = Submission.objects.visible_to(person).filter(campaign=campaign).sent()
    notes = sent.filter(kind=Submission.Kind.NOTES).count()
    words = {
        "person": person,
        "campaign": campaign,
        "answers": counted(sent.count() - notes, "answer"),
        "notes": counted(notes, "set of notes,sets of notes") if notes else "",
        "link": absolute_url(campaign.get_absolute_url()),
    }
    body = render_to_string("inquiries/mail/campaign_closed.txt", words)
    return Written(f"Takes no more input: {campaign}", body)


@written_when_sent(USED)
def _write_used(person: User, key: str) -> Written | None:
    forget_standing(person)
    # SECURITY: asked again when it is sent: the synthesis is published, the person may read it, and gave input.
    rows = Theme.objects.visible_to(person).filter(key=key, campaign__inquiry__status=Status.PUBLISHED)
    theme = rows.select_related("campaign__inquiry").first()
    if theme is None or not theme.how_used:
        return None
    if not Submission.objects.filter(campaign=theme.campaign, person=person).sent().exists():
        return None
    link = absolute_url(reverse("inquiries:synthesis", args=[theme.campaign.inquiry.key]))
    words = {"person": person, "theme": theme, "campaign": theme.campaign, "link": link}
    body = render_to_string("inquiries/mail/campaign_used.txt", words)
    return Written(f"How we used your input: {theme.campaign}", body)
