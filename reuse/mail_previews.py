"""The email about reuse, for accounts.previewing."""

from accounts.models import User
from accounts.previewing import previews_of
from accounts.sample_rows import SampleRows
from clearinghouse.lib.keys import random_key
from documents.sample_rows import document
from reuse.emails import notify_owner
from reuse.models import Use

preview = previews_of("Reuse")


@preview(
    "reused", "Your document was reused", to="Who shared it, or EV leads", when="An agency records that it used it"
)
def _used(sample: SampleRows) -> User:
    owner, other = sample.member("Ana Sample"), sample.second_agency
    by = sample.membership("Ben Sample", at=other).user
    use = Use.objects.create(
        document=document(sample, owner), agency=other, state_id="VT", purpose="The basis of our own plan.",
        sections="Pages 3–9", once=random_key(), added_by=by,
    )  # fmt: skip
    notify_owner(use, by)
    return owner
