"""Who is asked about a document: whoever shared it, then their agency's EV leads, then the routes."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.actions import deactivate_person
from accounts.models import User
from clearinghouse.lib.wording import long_date
from clearinghouse.lib.zones import portal_today
from contacts.forms import receivers_for
from contacts.models import Question
from contacts.subjects import QuestionSubject
from documents.models import Document
from tests import library, pages
from tests.cast import Cast
from tests.contacts.builders import asked, group, route, topic
from tests.moving import leave


def answers(document: Document, *without: User) -> str:
    acting = QuestionSubject(document=document).answering([person.pk for person in without]).acting
    return str(acting.person or acting.mailbox) if acting else "queue"


def about_cybersecurity(owner: User, sharing: str = "all_members") -> Document:
    paper = library.document(owner, "Terms", sharing_choice=sharing)
    paper.topics.add(topic())
    return paper


def test_who_shared_it_answers_then_the_agency_then_the_routes(cast: Cast) -> None:
    paper = about_cybersecurity(cast.vermont)
    route(cast.group_member)
    seen = [answers(paper), answers(paper, cast.vermont), answers(paper, cast.vermont, cast.vermont_editor)]

    leave(cast, cast.vermont)
    seen.append(answers(paper))
    deactivate_person(person=cast.vermont_editor, by=cast.administrator)
    seen.append(answers(paper))

    assert seen == ["Vermont", "Vermont Editor", "Group Member", "Vermont Editor", "Group Member"]


def test_ev_lead_who_may_not_open_the_document_is_not_asked(cast: Cast) -> None:
    paper = about_cybersecurity(cast.vermont, "me")
    route(cast.group_member)

    assert [answers(paper), answers(paper, cast.vermont)] == ["Vermont", "Group Member"]


def test_document_without_an_agency_goes_by_the_routes(cast: Cast) -> None:
    paper = about_cybersecurity(cast.administrator)
    route(cast.group_member)

    assert (paper.agency, answers(paper)) == (None, "Group Member")


def test_somebody_out_of_office_is_named_with_who_answers_meanwhile(cast: Cast) -> None:
    paper, until = about_cybersecurity(cast.vermont), portal_today() + timedelta(days=3)
    route(cast.vermont, group=group())
    cast.vermont.routes.update(away_until=until)

    found = QuestionSubject(document=paper).answering()

    assert found.sentence_for(cast.colorado) == (
        f"Vermont is out of office through {long_date(until)}. Vermont Editor answers for now."
    )
    cast.vermont.routes.update(away_until=portal_today() - timedelta(days=1))
    assert answers(paper) == "Vermont"


def test_page_names_the_person_to_members_and_the_agency_to_the_public(cast: Cast, sign_in: Any) -> None:
    paper = about_cybersecurity(cast.vermont, "public")
    office = paper.agency.name

    cards = {
        name: pages.texts(sign_in(person).get(paper.get_absolute_url()), ".contact-card .person")
        for name, person in {"member": cast.colorado, "owner": cast.vermont, "public": None}.items()
    }

    assert cards == {
        "member": [f"Vermont {office}"],
        "owner": [f"Vermont Editor {office}"],
        "public": [office],
    }
    assert QuestionSubject(document=paper).answering().sentence_for(AnonymousUser()) == ""


def test_question_follows_the_document_when_its_owner_leaves(cast: Cast) -> None:
    paper = about_cybersecurity(cast.vermont)
    question = asked(cast.colorado, document=paper)
    assert question.person == cast.vermont

    leave(cast, cast.vermont)
    question.refresh_from_db()
    first = question.person
    leave(cast, cast.vermont_editor)
    question.refresh_from_db()

    assert (first, question.person, str(question.mailbox)) == (cast.vermont_editor, None, "Delaney Dixon")


def test_question_can_be_assigned_to_those_of_the_agency(cast: Cast) -> None:
    question = asked(cast.colorado, document=about_cybersecurity(cast.vermont))

    offered = [to.person for to in receivers_for(question).values() if to.person]

    assert offered == [cast.administrator, cast.second_administrator, cast.vermont_editor]
    assert Question.objects.answerable_by(cast.vermont).get() == question


def test_applicant_reads_for_whom_the_one_who_answers_works(cast: Cast, sign_in: Any) -> None:
    paper = about_cybersecurity(cast.vermont, "public")
    question = asked(cast.applicant, document=paper)
    path = question.get_absolute_url()

    seen = {
        person.name: pages.texts(sign_in(person).get(path), ".panel .person")
        for person in (cast.applicant, cast.administrator)
    }

    office = paper.agency.name
    assert seen == {"Applicant": [office], "Administrator": [f"Vermont {office}"]}
