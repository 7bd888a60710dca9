"""The kinds of audiences: apart from the model, because every queryset asks for them, the model's own included."""

from django.db import models

from accounts.circle_words import WORDS


class AudienceKind(models.TextChoices):
    """What circle of people an audience is."""

    PUBLIC = "public", WORDS["public"].name
    ALL_MEMBERS = "all_members", WORDS["all_members"].name
    STATE = "state", "A state"
    AGENCY = "agency", "An agency"
    REGION = "region", "A region"
    WORKING_GROUP = "working_group", "A working group"
    EVENT = "event", "Event participants"
    WORKFORCE = "workforce", "EV Workforce Collaborative"
    ADMINISTRATORS = "administrators", "Administrators"
