from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    """ASK MANY: questions to the states, their answers side by side, and what came of them."""

    name = "inquiries"
    verbose_name = "Inquiries"
