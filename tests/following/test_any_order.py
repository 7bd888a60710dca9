"""Whatever happens in whatever order: no word of what a person may not read, and nothing told twice."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import digests, mail
from accounts.models import OutboxMail, User
from documents.models import Document
from documents.sharing import grants
from following.actions.following import follow, stop
from following.collecting import collect
from following.models import Told
from tests import library
from tests.cast import Cast
from tests.following.news import fresh, mails, titles

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("share"), st.sampled_from(["all_members", "agency", "state", "me"])),
        st.tuples(st.just("change"), st.tuples(st.integers(0, 3), st.sampled_from(["all_members", "agency", "me"]))),
        st.tuples(st.just("withdraw"), st.integers(0, 3)),
        st.tuples(st.just("follow"), st.sampled_from(["now", "daily", "weekly", "page"])),
        st.tuples(st.just("stop"), st.none()),
        st.tuples(st.just("notice"), st.none()),
        st.tuples(st.just("write"), st.none()),
        st.tuples(st.just("send"), st.none()),
        st.tuples(st.just("wait"), st.sampled_from([1, 20, 30, 80])),
    ),
    min_size=5,
    max_size=25,
)


class Walk:
    """What one person, who follows Colorado, is told while its documents come and go."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.now = cast, timezone.now()
        self.made: list[Document] = []
        self.sent: dict[int, list[str]] = {}

    def share(self, choice: str) -> None:
        title = f"Colorado plan {len(self.made)}"
        made = library.document(self.cast.colorado, title, state="CO", sharing_choice=choice)
        self.made.append(made)

    def change(self, what: tuple[int, str]) -> None:
        number, choice = what
        if number < len(self.made):
            document = Document.objects.get(pk=self.made[number].pk)
            document.sharing = choice
            document.save(update_fields=["sharing"])
            grants.apply_sharing(document)

    def withdraw(self, number: int) -> None:
        if number < len(self.made):
            Document.objects.filter(pk=self.made[number].pk).update(status="withdrawn")

    def follow(self, pace: str) -> None:
        follow(by=self.person, kind="state", target="CO", pace=pace)

    def stop(self, _: None) -> None:
        stop(by=self.person, kind="state", target="CO")

    def notice(self, _: None) -> None:
        collect(self.now)

    def write(self, _: None) -> None:
        digests.write_due(self.now)

    def send(self, _: None) -> None:
        """As the worker does: put into words, and gone."""
        for row in mails(self.cast.vermont):
            if row.pk not in self.sent:
                written = mail.written_now(OutboxMail.objects.select_related("person").get(pk=row.pk))
                self.sent[row.pk] = titles(written) if written else []
                text = f"{written.subject}{written.body}{written.html}" if written else ""
                readable = Document.objects.visible_to(self.person).published().values_list("title", flat=True)
                hidden = {made.title for made in self.made} - set(readable)
                assert [title for title in hidden if f"{title}\n" in text or f"{title}<" in text] == []

    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @property
    def person(self) -> User:
        return fresh(self.cast.vermont)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_order_tells_what_may_be_read_and_once(cast: Cast, steps: list[tuple[str, object]]) -> None:
    with transaction.atomic():
        walk = Walk(cast)
        for name, value in [("follow", "daily"), *steps, ("notice", None), ("write", None), ("send", None)]:
            getattr(walk, name)(value)
        told = [title for found in walk.sent.values() for title in found]
        assert len(told) == len(set(told))
        assert Told.objects.filter(person=cast.vermont).count() >= len(told)
        transaction.set_rollback(True)
