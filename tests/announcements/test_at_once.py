"""Two workers, a killed one, and two administrators: each person gets one email."""

from pathlib import Path

import pytest

from accounts import audiences
from accounts.models import AuditEvent, State
from announcements import actions
from announcements.actions import AnnouncementRefused
from announcements.models import Announcement
from announcements.tasks import finish_announcements
from tests.accounts.at_once import at_once
from tests.announcements.writing import draft, posted, sent
from tests.cast import Cast
from tests.workers import killed_at, wait_until

FINISH = "from announcements.tasks import finish_announcements; finish_announcements(0)"


@pytest.fixture
def cast(transactional_db: None, cast: Cast) -> Cast:
    return cast


@pytest.fixture
def made(cast: Cast) -> Announcement:
    return sent(cast.administrator, audiences.of_state(State.objects.get(pk="VT")))


def everybody(cast: Cast) -> list[str]:
    return sorted(person.email for person in (cast.vermont, cast.vermont_editor, cast.vermont_energy))


def test_workers_at_once_write_to_each_person_once(cast: Cast, made: Announcement) -> None:
    at_once([lambda: finish_announcements(0)] * 3)
    finish_announcements(0)

    assert posted() == everybody(cast)


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_worker_killed_in_the_middle_leaves_nobody_out(
    cast: Cast, made: Announcement, tmp_path: Path, nth: int
) -> None:
    killed_at('INSERT INTO "accounts_outboxmail"', FINISH, tmp_path, nth=nth)

    def is_finished() -> bool:
        finish_announcements(0)  # passes over the row as long as the database thinks that the other one holds it
        return not Announcement.objects.filter(posted_at=None).exists()

    wait_until(is_finished)
    assert posted() == everybody(cast)


def test_two_administrators_at_once_send_it_once(cast: Cast) -> None:
    made = draft(cast.administrator, audiences.of_state(State.objects.get(pk="VT")))
    refused = []

    def press(by: object) -> None:
        try:
            actions.send(announcement=made, by=by, revision=1, people=3)
        except AnnouncementRefused as problem:
            refused.append(str(problem))

    at_once([lambda: press(cast.administrator), lambda: press(cast.second_administrator)])

    assert (AuditEvent.objects.filter(action="announcement.sent").count(), len(refused)) == (1, 1)
