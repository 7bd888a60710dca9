"""What organizers make of a campaign's answers: themes, passages marked with them, quotes, and how input was used."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import User
from accounts.standing import forget_standing
from clearinghouse.lib.locking import locked
from clearinghouse.lib.wording import counted
from inquiries import campaign_emails
from inquiries.actions.campaigns import NOT_ORGANIZING
from inquiries.actions.refusals import InquiryRefused
from inquiries.models import Campaign, InquiryField, Passage, Status, Submission, Theme
from inquiries.values import in_words

MOST_THEMES = 60
MOST_PASSAGES = 5000
NOT_THERE = "These words aren’t in this answer. Select them again."


@transaction.atomic
def add_theme(*, campaign: Campaign, by: User, name: str, description: str = "") -> Theme:
    """A further theme at the end. Raises InquiryRefused."""
    current = _held(campaign, by)
    if current.themes.count() >= MOST_THEMES:
        raise InquiryRefused(f"A code book has {MOST_THEMES} themes at most. Merge two first.")
    return _new_theme(current, name, description)


def _new_theme(campaign: Campaign, name: str, description: str = "") -> Theme:
    _must_be_new(campaign, name)
    last = campaign.themes.order_by("-position").first()
    position = last.position + 1 if last else 1
    return Theme.objects.create(campaign=campaign, name=name, description=description, position=position)


def _must_be_new(campaign: Campaign, name: str, but: int = 0) -> None:
    if campaign.themes.filter(name=name).exclude(pk=but).exists():
        raise InquiryRefused("There is a theme with this name already.")


@transaction.atomic
def change_theme(*, theme: Theme, by: User, name: str, description: str) -> Theme:
    """Rename or describe it. Raises InquiryRefused."""
    campaign = _held(theme.campaign, by)
    current = locked(theme)
    _must_be_new(campaign, name, but=current.pk)
    current.name, current.description = name, description
    current.save(update_fields=["name", "description"])
    return current


@transaction.atomic
def move_theme(*, theme: Theme, by: User, up: bool) -> None:
    """Move a theme one place; at the end it stays."""
    campaign = _held(theme.campaign, by)
    rows = list(campaign.themes.in_order())
    here = next(number for number, row in enumerate(rows) if row.pk == theme.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows, 1):
        row.position = position
    Theme.objects.bulk_update(rows, ["position"])


@transaction.atomic
def merge(*, theme: Theme, into: Theme, by: User) -> Theme:
    """Move all passages of one theme to another of the same campaign, and remove it. Raises InquiryRefused."""
    campaign = _held(theme.campaign, by)
    if into.campaign_id != campaign.pk or into.pk == theme.pk:
        raise InquiryRefused("Choose another theme of this campaign.")
    _move(list(theme.passages.all()), into)
    if theme.how_used and not into.how_used:
        into.how_used = theme.how_used
        into.save(update_fields=["how_used"])
    sentence = f"{by} merged the theme {theme} of {campaign.inquiry} into {into}."
    write_event("campaign.themes_merged", by=by, about=campaign.inquiry, sentence=sentence)
    theme.delete()
    return into


@transaction.atomic
def split(*, theme: Theme, by: User, name: str, passages: Sequence[str]) -> Theme:
    """Move chosen passages of a theme to a new one. Raises InquiryRefused."""
    campaign = _held(theme.campaign, by)
    chosen = list(theme.passages.filter(key__in=passages))
    if not chosen:
        raise InquiryRefused("Choose the passages that move to the new theme.")
    made = _new_theme(campaign, name)
    _move(chosen, made)
    sentence = f"{by} split the theme {theme} of {campaign.inquiry}: {counted(len(chosen), 'passage')} went to {made}."
    write_event("campaign.theme_split", by=by, about=campaign.inquiry, sentence=sentence)
    return made


def _move(passages: Sequence[Passage], to: Theme) -> None:
    there = set(to.passages.values_list("submission", "ident", "start", "end"))
    for passage in passages:
        if (passage.submission_id, passage.ident, passage.start, passage.end) in there:
            passage.delete()
        else:
            passage.theme = to
            passage.save(update_fields=["theme"])


@transaction.atomic
def remove_theme(*, theme: Theme, by: User) -> None:
    """Remove a theme without passages. Raises InquiryRefused."""
    campaign = _held(theme.campaign, by)
    if theme.passages.exists():
        raise InquiryRefused("Passages are marked with this theme. Merge it into another one instead.")
    sentence = f"{by} removed the theme {theme} of {campaign.inquiry}."
    write_event("campaign.theme_removed", by=by, about=campaign.inquiry, sentence=sentence)
    theme.delete()


@transaction.atomic
def mark(
    *, submission: Submission, question: InquiryField, theme: Theme, by: User, words: str = "", start: int = 0
) -> Passage:
    """Mark words of an answer with a theme; without words the whole answer. Marked again it stays one passage.

    Raises InquiryRefused.
    """
    campaign = _held(submission.campaign, by)
    if campaign.inquiry.status not in (Status.CLOSED, Status.PUBLISHED):
        raise InquiryRefused("Stop taking input before you mark passages: notes of tables still change.")
    if theme.campaign_id != campaign.pk:
        raise InquiryRefused("Choose a theme of this campaign.")
    whole = answer_text(question, submission)
    begin, end = _place(whole, words, start)
    if Passage.objects.filter(theme__campaign=campaign).count() >= MOST_PASSAGES:
        raise InquiryRefused(f"A campaign has {MOST_PASSAGES:,} passages at most.")
    made, _ = Passage.objects.get_or_create(
        theme=theme, submission=submission, ident=question.ident, start=begin, end=end,
        defaults={"text": whole[begin:end], "marked_by": by},
    )  # fmt: skip
    return made


def answer_text(question: InquiryField, submission: Submission) -> str:
    """An answer as the page shows it and as places are counted in; documents are never quoted."""
    if question.type == "file":
        return ""
    return in_words(question, submission.answers.get(question.ident)).replace("\r\n", "\n")


def _place(whole: str, words: str, start: int) -> tuple[int, int]:
    wanted = words.replace("\r\n", "\n").strip()
    if not whole.strip():
        raise InquiryRefused("There is nothing to mark in this answer.")
    if not wanted:
        return 0, len(whole)
    near = whole.find(wanted, max(start, 0))
    begin = near if near >= 0 else whole.find(wanted)
    if begin < 0:
        raise InquiryRefused(NOT_THERE)
    return begin, begin + len(wanted)


@transaction.atomic
def unmark(*, passage: Passage, by: User) -> None:
    """Take the theme off the words again."""
    _held(passage.theme.campaign, by)
    passage.delete()


@transaction.atomic
def release(*, passage: Passage, by: User) -> Passage:
    """Let the synthesis quote it. Raises InquiryRefused where who wrote it did not agree."""
    campaign = _held(passage.theme.campaign, by)
    current = locked(passage)
    if not current.submission.may_quote:
        # SECURITY: who answers by name says whether they are quoted, and nobody else does.
        raise InquiryRefused("The person who wrote this didn’t agree to be quoted.")
    if current.released_at is None:
        current.released_at, current.released_by = timezone.now(), by
        current.save(update_fields=["released_at", "released_by"])
        sentence = f"{by} released a quote of {campaign.inquiry}."
        write_event("campaign.quote_released", by=by, about=campaign.inquiry, sentence=sentence)
    return current


@transaction.atomic
def take_back(*, passage: Passage, by: User) -> Passage:
    """Quote it no more."""
    campaign = _held(passage.theme.campaign, by)
    current = locked(passage)
    if current.released_at is not None:
        current.released_at, current.released_by = None, None
        current.save(update_fields=["released_at", "released_by"])
        sentence = f"{by} took back a quote of {campaign.inquiry}."
        write_event("campaign.quote_taken_back", by=by, about=campaign.inquiry, sentence=sentence)
    return current


@transaction.atomic
def save_how_used(*, theme: Theme, by: User, text: str, tell: bool) -> int:
    """Say what became of the input; with `tell` those who gave it by name are told. Returns how many were.

    Raises InquiryRefused.
    """
    campaign = _held(theme.campaign, by)
    current = locked(theme)
    if tell and (campaign.inquiry.status != Status.PUBLISHED or not text.strip()):
        raise InquiryRefused("Publish the synthesis and write how you used the input before you tell people.")
    current.how_used = text
    current.how_used_told_at = timezone.now() if tell else current.how_used_told_at
    current.save(update_fields=["how_used", "how_used_told_at"])
    told = campaign_emails.tell_how_used(current) if tell else 0
    if tell:
        sentence = f"{by} told {counted(told, 'person,people')} how input on {theme} was used."
        write_event("campaign.use_told", by=by, about=campaign.inquiry, sentence=sentence)
    return told


def _held(campaign: Campaign, by: User) -> Campaign:
    """The campaign as it is now, with its inquiry locked, for who organizes it: two organizers take turns."""
    forget_standing(by)
    inquiry: Any = locked(campaign.inquiry)
    if not Campaign.objects.organized_by(by).filter(pk=campaign.pk).exists():
        raise PermissionDenied(NOT_ORGANIZING)
    current = Campaign.objects.get(pk=campaign.pk)
    current.inquiry = inquiry
    return current
