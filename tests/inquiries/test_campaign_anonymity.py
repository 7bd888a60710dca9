"""An anonymous answer cannot be linked to who wrote it: every table is dumped before and after one is sent."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from inquiries.models import CampaignTable, MailedCode, Submission
from tests.cast import Cast
from tests.inquiries.campaigns import answered, opened, question, send, table
from tests.jobs import run_jobs
from tests.meetings.events import come, conference

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cache_of_production(db: None, settings) -> None:
    """Counters of requests are rows too."""
    place = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "clearinghouse_cache"}
    settings.CACHES = {"default": place}
    call_command("createcachetable", verbosity=0)


def dump() -> dict[str, set[str]]:
    """Every row of every table, as JSON text."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        found = {}
        for name in names:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{name}" t')
            found[name] = {row for (row,) in cursor.fetchall()}
    return found


def news(before: dict[str, set[str]], after: dict[str, set[str]]) -> dict[str, list[dict[str, Any]]]:
    """New and changed rows, by table."""
    changed = {name: rows - before.get(name, set()) for name, rows in after.items()}
    return {name: [json.loads(row) for row in rows] for name, rows in changed.items() if rows}


def test_nothing_in_the_database_names_who_sent_an_anonymous_answer(cast: Cast, sign_in) -> None:
    event = conference(cast)
    campaign = opened(cast.administrator, meeting=event)
    answered(campaign, cast.colorado, "Another answer.")
    come(event, cast.vermont)
    client = sign_in(cast.vermont)
    client.get(reverse("inquiries:submit", args=[campaign.inquiry.key]))
    before = dump()

    assert send(client, campaign, "I know the boss of the utility.").status_code == 302

    found = news(before, dump())
    assert sorted(found) == ["clearinghouse_cache", "inquiries_submission"]
    (row,) = found["inquiries_submission"]
    once = Submission.objects.get(key=row["key"]).once
    assert row == {
        "key": row["key"], "kind": "person", "status": "sent", "is_anonymous": True, "sector": "states",
        "state_id": None, "table_id": None, "person_id": None, "name": "", "organization": "", "quoting": "no",
        "answers": {question(campaign).ident: "I know the boss of the utility."}, "once": once,
        "sent_on": timezone.localdate().isoformat(), "revision": 1, "campaign_id": campaign.pk,
        "questionnaire_id": campaign.inquiry.questionnaires.get().pk,
    }  # fmt: skip
    # What counts requests holds times by a hash of the network address, and no number of a person.
    names = [str(cache["cache_key"]) for cache in found["clearinghouse_cache"]]
    assert [name.split(":")[2:5] for name in names] == [["limits", "campaign", "400/h/key"]]
    assert [word for word in (str(cast.vermont.email), cast.vermont.key) if word in json.dumps(found)] == []


def test_the_log_of_requests_does_not_name_who_opened_or_sent_it(cast: Cast, sign_in, monkeypatch) -> None:
    from clearinghouse import middleware

    lines: list[dict[str, Any]] = []
    monkeypatch.setattr(middleware.log, "info", lambda event, **line: lines.append(line), raising=False)
    anonymous, named = opened(cast.administrator), opened(cast.administrator, title="By name", naming="named")
    client = sign_in(cast.vermont)
    for campaign in (anonymous, named):
        client.get(reverse("inquiries:submit", args=[campaign.inquiry.key]))
        send(client, campaign, "Words", quoting="no")
        client.get(reverse("inquiries:campaign_thanks", args=[campaign.inquiry.key]))

    assert [line["user_id"] for line in lines] == [None] * 3 + [cast.vermont.pk] * 3


def test_the_database_refuses_an_anonymous_answer_that_names_somebody(cast: Cast) -> None:
    campaign = opened(cast.administrator)
    sheet = table(campaign, cast.administrator)
    made = answered(campaign, cast.vermont)
    for naming in ({"person": cast.vermont}, {"name": "Vermont"}, {"organization": "VTrans"}, {"quoting": "name"},
                   {"table": sheet}, {"status": "draft"}):  # fmt: skip
        with pytest.raises(IntegrityError, match="anonymous_submission_names_nobody"), transaction.atomic():
            Submission.objects.filter(pk=made.pk).update(**naming)


def test_a_mailed_link_counts_once_and_leaves_no_address_with_the_answer(cast: Cast, client, mailoutbox) -> None:
    campaign = opened(cast.administrator)
    ask = reverse("inquiries:campaign_mail", args=[campaign.inquiry.key])
    for _ in range(2):
        assert client.post(ask, {"email": "Pat@Home.example"}).status_code == 302
    run_jobs()
    links = {
        line.split("Answer here: ")[1] for mail in mailoutbox for line in mail.body.splitlines() if "here: " in line
    }
    (link,) = links
    path = link[link.index("/inquiries/") :]
    data = {f"q_{question(campaign).ident}": "From home", "sector": "public", "once": "h"}
    before = dump()

    opened_page, sent, again = client.get(path), client.post(path, data), client.post(path, {**data, "once": "i"})

    assert (opened_page.status_code, sent.status_code, again.status_code) == (200, 302, 409)
    assert client.get(path).status_code == 410
    assert list(Submission.objects.values_list("sector", "answers")) == [
        ("public", {question(campaign).ident: "From home"})
    ]
    found = news(before, dump())
    assert sorted(found) == ["clearinghouse_cache", "inquiries_mailedcode", "inquiries_submission"]
    assert "home.example" not in json.dumps(found).lower()
    assert [code.is_used for code in MailedCode.objects.all()] == [True]


def test_an_answer_at_a_table_does_not_say_at_which(cast: Cast, client) -> None:
    campaign = opened(cast.administrator, meeting=conference(cast))
    sheet = table(campaign, cast.administrator)
    data = {f"q_{question(campaign).ident}": "At the table", "sector": "utilities", "once": "t"}

    answers = [client.post(reverse("tables:answer", args=[sheet.code]), data).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert list(Submission.objects.values_list("sector", "table", "person")) == [("utilities", None, None)]
    assert CampaignTable.objects.count() == 1
