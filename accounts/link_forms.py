from django import forms


class LinkQuestionForm(forms.Form):
    """What somebody who cannot open a link wants administrators to know."""

    message = forms.CharField(
        label="Message to NASEO’s administrators (optional)",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Who sent you the link, and why you need it. Only administrators read this.",
    )
    agrees_to_name = forms.BooleanField(
        label="If administrators pass this on, the owner can be told my name", required=False
    )
