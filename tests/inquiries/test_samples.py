"""The sample inquiries, as the sample people meet them."""

from accounts import samples as accounts_samples
from accounts.models import User
from inquiries import samples
from inquiries.models import Inquiry, Response


def test_samples_are_loaded_once_and_read_as_each_state_chose(db: None) -> None:
    accounts_samples.load()
    for _ in range(2):
        samples.load()

    def states(email: str) -> list[str]:
        reader = User.objects.get(email=email)
        rows = Response.objects.visible_to(reader).submitted().filter(inquiry__status="open")
        return sorted(rows.values_list("state", flat=True))

    assert Inquiry.objects.filter(is_sample=True).count() == Inquiry.objects.count() == 2
    assert states("ana.ruiz@vtrans.sample.example") == ["CO", "MI", "TN"]  # Vermont asks
    assert states("grace.kim@ecology.sample.example") == ["CO", "MI"]  # Washington has not answered
