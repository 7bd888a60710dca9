"""Mail about agency sign-in."""

from django.template.loader import render_to_string
from django.urls import reverse

from accounts.mail import post
from accounts.models import User
from clearinghouse.lib.addresses import absolute_url
from signon.models import AgencySignIn


def notify_linked(person: User, provider: AgencySignIn) -> None:
    """Somebody came into this account by the agency's sign-in for the first time; its owner should know."""
    context = {"agency": provider.agency.name, "url": absolute_url(reverse("accounts:profile"))}
    body = render_to_string("signon/mail/linked.txt", context)
    post(to=person.email, subject="Your agency’s sign-in was added to your account", body=body)
