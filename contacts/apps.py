from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """WHOM TO ASK: routes, questions and answers."""

    name = "contacts"
    verbose_name = "Contacts"

    def ready(self) -> None:
        """Fill the places that other apps leave for questions."""
        from accounts.activity import LINKED_THINGS
        from accounts.audiences import AFTER_LEAVING, AFTER_ONE_OF_TWO, AFTER_POST
        from accounts.handing_over import PARTS
        from accounts.roles import ROLES
        from accounts.seeing import SEEABLE
        from contacts import emails, leaving, panels, search  # noqa: F401  emails declares the checks of its mails
        from contacts.activity import linked_things
        from contacts.handing_over import ContactsPart
        from contacts.roles import table as roles
        from contacts.seeing import seeable
        from documents.finding.related import RELATED
        from documents.panels import DOCUMENT_PANELS
        from workinggroups.panels import GROUP_PANELS

        LINKED_THINGS.fill(linked_things)
        SEEABLE.fill(seeable)
        ROLES.fill(roles, position=40)
        PARTS.fill(ContactsPart, position=50)
        AFTER_LEAVING.fill(leaving.hand_on)
        AFTER_ONE_OF_TWO.fill(leaving.hand_on_of)
        AFTER_POST.fill(leaving.leave_routes)
        AFTER_POST.fill(leaving.hand_on)
        RELATED.fill(search.related_answers, position=20)
        DOCUMENT_PANELS.fill(panels.whom_to_ask, position=90)
        GROUP_PANELS.fill(panels.open_questions, position=60)
