from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    """ASK MANY: questions to the states, their answers side by side, and what came of them."""

    name = "inquiries"
    verbose_name = "Inquiries"

    def ready(self) -> None:
        """Fill the places that other apps leave for inquiries."""
        from accounts.activity import LINKED_THINGS
        from accounts.audiences import AFTER_LEAVING, AFTER_ONE_OF_TWO
        from accounts.handing_over import PARTS
        from accounts.seeing import SEEABLE
        from documents.finding.related import RELATED
        from documents.intake.destinations import DESTINATIONS
        from inquiries import (  # noqa: F401  emails declare who writes them
            campaign_emails,
            emails,
            event_panel,
            finding,
            leaving,
        )
        from inquiries.activity import linked_things
        from inquiries.answer_files import upload_destination
        from inquiries.handing_over import InquiriesPart
        from inquiries.seeing import seeable
        from meetings.panels import MEETING_PANELS

        LINKED_THINGS.fill(linked_things)
        SEEABLE.fill(seeable)
        DESTINATIONS.fill(upload_destination)
        PARTS.fill(InquiriesPart, position=70)
        AFTER_LEAVING.fill(leaving.hand_on)
        AFTER_ONE_OF_TWO.fill(leaving.hand_on_of)
        MEETING_PANELS.fill(event_panel.campaigns_of, position=15)
        RELATED.fill(finding.related_inquiries, position=25)
