from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """WHOM TO ASK: routes, questions and answers, the directory."""

    name = "contacts"
    verbose_name = "Contacts"
