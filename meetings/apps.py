from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """WHEN: calls, in-person meetings, the conference; records and calendars."""

    name = "meetings"
    verbose_name = "Meetings"

    def ready(self) -> None:
        """Fill the places on pages that this app adds to."""
        from accounts.actions.links import OWNERS
        from accounts.activity import LINKED_THINGS
        from accounts.audiences import AFTER_LEAVING, AFTER_POST
        from accounts.handing_over import PARTS
        from accounts.roles import ROLES
        from accounts.second_factor import POSTS
        from accounts.seeing import SEEABLE
        from documents.finding.related import RELATED
        from documents.intake.destinations import DESTINATIONS, SHARED
        from documents.panels import DOCUMENT_PANELS
        from documents.sharing.grants import MORE_CIRCLES
        from meetings import search
        from meetings.actions.feeds import forget_feed
        from meetings.actions.materials import list_slides, upload_destination
        from meetings.actions.registrations import release, release_organizer
        from meetings.activity import linked_things
        from meetings.handing_over import MeetingsPart
        from meetings.owners import owner_at
        from meetings.panels import MAIN_PANELS, MEETING_PANELS, answers, events, on_other_pages, series
        from meetings.permissions import why_second_factor
        from meetings.roles import table as roles
        from meetings.seeing import seeable
        from workinggroups.cards import CARD_FACTS
        from workinggroups.panels import GROUP_PANELS

        LINKED_THINGS.fill(linked_things)
        OWNERS.fill(owner_at)
        POSTS.fill(why_second_factor, position=40)
        SEEABLE.fill(seeable)
        ROLES.fill(roles, position=30)
        PARTS.fill(MeetingsPart, position=40)
        CARD_FACTS.fill(on_other_pages.list_facts)
        GROUP_PANELS.fill(on_other_pages.of_group, position=10)
        DOCUMENT_PANELS.fill(on_other_pages.of_document, position=10)
        MEETING_PANELS.fill(answers.panel_for, position=10)
        MEETING_PANELS.fill(series.panel_for, position=40)
        RELATED.fill(search.related_meetings, position=10)
        DESTINATIONS.fill(upload_destination)
        SHARED.fill(list_slides)
        AFTER_LEAVING.fill(forget_feed)
        AFTER_LEAVING.fill(release)
        AFTER_POST.fill(release_organizer)
        MORE_CIRCLES.fill(events.circles_organized_by)
        MEETING_PANELS.fill(events.registration, position=5)
        MAIN_PANELS.fill(events.program)
        GROUP_PANELS.fill(events.year_reports, position=40)
