"""The email about agency sign-in, for accounts.previewing."""

from accounts.previewing import previews_of
from accounts.sample_rows import SampleRows
from signon.emails import notify_linked
from signon.models import AgencySignIn

preview = previews_of("Signing in and security")


@preview("agency-sign-in", "Agency sign-in added", to="The person whose account it is", when="They first sign in by it")
def _linked(sample: SampleRows) -> None:
    provider = AgencySignIn.objects.create(agency=sample.agency, kind="oidc", issuer="https://id.example")
    notify_linked(sample.member("Ana Sample"), provider)
