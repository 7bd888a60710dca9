"""Campaigns in every stage with answers, tables, notes, and a synthesis, for the matrix and the canaries."""

from datetime import timedelta

from clearinghouse.lib.zones import portal_today
from inquiries.actions import campaigns, questions, submitting
from inquiries.actions.campaigns import CampaignDetails
from inquiries.actions.questions import FieldDetails
from inquiries.actions.submitting import Given
from inquiries.models import Campaign, CampaignTable, Inquiry, InquiryField, Passage, Submission, Theme
from tests.calls import meeting
from tests.security.canary import Canaries
from tests.security.scene import ADMINISTRATORS, EVERYBODY, MEMBERS, MISSING_KEY, NOBODY, Scene, Thing

ORGANIZERS = ADMINISTRATORS | {"colorado"}
READERS = {
    "draft": ORGANIZERS,
    "open": MEMBERS | ADMINISTRATORS,  # asks states
    "public": EVERYBODY,  # asks the public, which gets a link by mail
    "closed": MEMBERS | ADMINISTRATORS,
    "published": MEMBERS | ADMINISTRATORS,
}


def make(scene: Scene) -> dict[str, Thing]:
    """By the name of the stage."""
    by = scene.cast.administrator
    event = meeting("Conference of a campaign", group=None, days=20, kind="conference")
    event.organizers.add(scene.cast.colorado)
    found: dict[str, Thing] = {"campaign_missing": Thing(None, {"key": MISSING_KEY}, NOBODY)}
    for stage, readers in READERS.items():
        sectors = ("public",) if stage == "public" else ("states",)
        naming = "named" if stage == "published" else "anonymous"
        details = CampaignDetails("Campaign", "Why", event, naming, sectors, portal_today() + timedelta(days=9))
        campaign = campaigns.start(by=by, details=details)
        field = questions.add_field(inquiry=campaign.inquiry, by=by, details=FieldDetails("long", "Question"))
        table = campaigns.add_tables(campaign=campaign, by=by, number=1, name="Table")[0]
        if stage != "draft":
            campaign = campaigns.open_for_input(campaign=campaign, by=by)
        key = {"key": campaign.inquiry.key}
        found[f"campaign_{stage}"] = Thing(campaign, key, readers, ORGANIZERS)
        found[f"table_{stage}"] = Thing(table, {**key, "number": table.number}, readers, ORGANIZERS)
        found[f"code_{stage}"] = Thing(table, {"secret": table.code}, EVERYBODY)
        if stage == "draft":
            continue
        _answers(found, stage, campaign, field, table, scene)
        if stage in ("closed", "published"):
            campaigns.close(campaign=campaign, by=by)
    found["code_missing"] = Thing(None, {"secret": "nocode22"}, NOBODY)
    found["answer_missing"] = Thing(
        None, {**found["campaign_open"].arguments, "answer_key": MISSING_KEY}, READERS["open"], ORGANIZERS
    )
    _publish(found, scene)
    return found


def _answers(
    found: dict[str, Thing], stage: str, campaign: Campaign, field: InquiryField, table: CampaignTable, scene: Scene
) -> None:
    """An answer, notes of a table, a theme with a passage, and a mailed link."""
    key, readers = {"key": campaign.inquiry.key}, READERS[stage]
    answer = Submission.objects.create(
        campaign=campaign, questionnaire=field.questionnaire, is_anonymous=campaign.is_anonymous, sector="states",
        answers={field.ident: "Answer"}, once=f"once {stage}", sent_on=portal_today(),
        person=scene.cast.vermont if stage == "published" else None,
    )  # fmt: skip
    notes = submitting.add_notes(table=table, answers={field.ident: "Notes"}, once=stage)
    theme = Theme.objects.create(campaign=campaign, name="Theme", position=1)
    passage = Passage.objects.create(theme=theme, submission=answer, ident=field.ident, start=0, end=6, text="Answer")
    found[f"answer_{stage}"] = Thing(answer, {**key, "answer_key": answer.key}, readers, ORGANIZERS)
    found[f"theme_{stage}"] = Thing(theme, {**key, "theme_key": theme.key}, readers, ORGANIZERS)
    found[f"passage_{stage}"] = Thing(passage, {**key, "passage_key": passage.key}, readers, ORGANIZERS)
    found[f"note_{stage}"] = Thing(notes, {"secret": table.code, "key": notes.key}, EVERYBODY)
    if stage == "public":
        for name in ("live", "used"):
            secret = submitting.code_url(campaign, f"{name}@home.example").rstrip("/").rsplit("/", 1)[1]
            found[f"mail_{name}"] = Thing(None, {**key, "secret": secret}, EVERYBODY)
        data = Given(answers={field.ident: "By mail"}, once="mail")
        submitting.submit_by_code(secret=found["mail_used"].arguments["secret"], given=data)
        found["mail_never"] = Thing(None, {**key, "secret": "never"}, NOBODY)


def _publish(found: dict[str, Thing], scene: Scene) -> None:
    campaign: Campaign = Campaign.objects.get(pk=found["campaign_published"].made.pk)
    audience = next(one for one in campaigns.synthesis_audiences(campaign) if one.kind == "all_members")
    campaigns.publish(campaign=campaign, by=scene.cast.administrator, text="Heard", audience=audience)


def plant(canaries: Canaries, scene: Scene) -> None:
    """Words in what is asked, in answers and notes, in who wrote them, and in what is made of them."""
    things = scene.things["campaigns"]
    for stage, readers in READERS.items():
        campaign: Campaign = things[f"campaign_{stage}"].made
        word = lambda place, seen: canaries.word(f"{place} of the {stage} campaign", seen)  # noqa: B023, E731
        published = MEMBERS | ADMINISTRATORS if stage == "published" else ORGANIZERS
        Inquiry.objects.filter(pk=campaign.pk).update(
            title=word("title", EVERYBODY if stage != "draft" else ORGANIZERS),
            introduction=word("introduction", EVERYBODY if stage in ("open", "public") else readers),
            summary=word("summary", published),
        )
        asked = EVERYBODY if stage in ("open", "public") else ORGANIZERS
        InquiryField.objects.filter(questionnaire__inquiry=campaign.pk).update(
            label=word("question", asked), help_text=word("hint", asked)
        )
        CampaignTable.objects.filter(campaign=campaign).update(
            name=word("table", ORGANIZERS if stage in ("draft", "closed", "published") else EVERYBODY)
        )
        if stage == "draft":
            continue
        ident = InquiryField.objects.get(questionnaire__inquiry=campaign.pk).ident
        rows = Submission.objects.filter(campaign=campaign)
        own = ORGANIZERS | {"vermont"} if stage == "published" else ORGANIZERS
        rows.filter(kind="person", once=f"once {stage}").update(answers={ident: word("answer", own)})
        rows.filter(kind="notes").update(
            answers={ident: word("notes", EVERYBODY if stage in ("open", "public") else ORGANIZERS)}
        )
        if not campaign.is_anonymous:
            rows.filter(kind="person").update(
                name=word("name", ORGANIZERS), organization=word("organization", own), quoting="name"
            )
        Theme.objects.filter(campaign=campaign).update(
            name=word("theme", published), description=word("description", published),
            how_used=word("use", published),
        )  # fmt: skip
        Passage.objects.filter(theme__campaign=campaign).update(text=word("passage", ORGANIZERS))
