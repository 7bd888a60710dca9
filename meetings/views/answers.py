from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts import access
from accounts.access import SignedInRequest
from meetings.actions.answers import NOT_YOURS, AnswerRefused, answer_meeting
from meetings.models import Meeting, Rsvp
from meetings.permissions import can

SAID = {
    Rsvp.Answer.YES: "You replied: Yes. Your RSVP for “{title}” is saved.",
    Rsvp.Answer.MAYBE: "You replied: Maybe. Your RSVP for “{title}” is saved.",
    Rsvp.Answer.NO: "You replied: No. Your RSVP for “{title}” is saved, and we won’t send a reminder.",
}


class AnswerForm(forms.Form):
    """Yes, maybe or no."""

    answer = forms.TypedChoiceField(choices=Rsvp.Answer, coerce=Rsvp.Answer)


@require_POST
@access.signed_in
def answer(request: SignedInRequest, key: str) -> HttpResponse:
    """Say whether one comes, and change one's mind."""
    visible = Meeting.objects.visible_to(request.user).select_related("group", "parent")
    meeting = get_object_or_404(visible, key=key)
    if not can(request.user, "take_part", meeting):
        raise PermissionDenied(NOT_YOURS)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose Yes, Maybe, or No.")
        return redirect(meeting)
    try:
        given = answer_meeting(meeting=meeting, by=request.user, answer=form.cleaned_data["answer"])
    except AnswerRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, SAID[Rsvp.Answer(given.answer)].format(title=meeting.title))
    return redirect(meeting)
