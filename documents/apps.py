from contextlib import suppress
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

from clearinghouse.lib.apart import after_death


class DocumentsConfig(AppConfig):
    """WHAT: documents, versions, pages; from upload to reading."""

    name = "documents"
    verbose_name = "Documents"

    def ready(self) -> None:
        """Make the folder for uploads, and name the steps that follow a ready version, and a death."""
        from accounts import digests, unsubscribing
        from accounts.actions.links import OWNERS
        from accounts.activity import LINKED_THINGS
        from accounts.audiences import AFTER_LEAVING, AFTER_ONE_OF_TWO
        from accounts.handing_over import PARTS
        from accounts.roles import ROLES
        from accounts.seeing import SEEABLE
        from accounts.system import SYSTEM_PANELS
        from documents import (
            emails,  # noqa: F401  declares the check of its mails
            fixity_panel,
        )
        from documents.activity import linked_things
        from documents.files import remove_abandoned_files
        from documents.finding import suggesting
        from documents.finding.index import system_panel
        from documents.handing_over import DocumentsPart, QuestionSetsPart
        from documents.intake import cleaning, follow_ups, processing, recognizing
        from documents.owners import owner_at
        from documents.panels import DOCUMENT_PANELS
        from documents.questions.suggesting import question_sets
        from documents.reading import accessibility, maps, openings
        from documents.roles import table as roles
        from documents.saved import alerts, saving, watching
        from documents.seeing import seeable

        LINKED_THINGS.fill(linked_things)
        SEEABLE.fill(seeable)
        OWNERS.fill(owner_at)
        ROLES.fill(roles, position=10)
        PARTS.fill(DocumentsPart, position=10)
        PARTS.fill(QuestionSetsPart, position=20)
        SYSTEM_PANELS.fill(system_panel.panel)
        SYSTEM_PANELS.fill(fixity_panel.panel, position=10)
        DOCUMENT_PANELS.fill(accessibility.panel, position=92)
        DOCUMENT_PANELS.fill(openings.panel, position=95)
        suggesting.SUGGESTIONS.fill(suggesting.states, position=10)
        suggesting.SUGGESTIONS.fill(suggesting.kinds, position=20)
        suggesting.SUGGESTIONS.fill(question_sets, position=40)
        suggesting.SUGGESTIONS.fill(suggesting.titles, position=90)
        follow_ups.FOLLOW_UPS.fill(follow_ups.queue_first_picture, position=10)
        follow_ups.FOLLOW_UPS.fill(maps.queue_outline, position=15)
        follow_ups.FOLLOW_UPS.fill(recognizing.queue, position=20)
        follow_ups.FOLLOW_UPS.fill(accessibility.queue_check, position=30)
        recognizing.RECOGNIZED_ALL.fill(watching.note_recognized, position=10)
        digests.add_source(alerts.SOURCE)
        unsubscribing.subscription(saving.SUBSCRIPTION, saving.find_alert)
        AFTER_LEAVING.fill(saving.forget_waiting)
        AFTER_ONE_OF_TWO.fill(saving.forget_waiting_after)
        after_death("documents.tasks.process_version", processing.count_death)
        after_death("documents.tasks.clean_version", cleaning.count_fault)
        # A folder that cannot be made is reported by Django's own check of FILE_UPLOAD_TEMP_DIR.
        with suppress(OSError):
            Path(settings.UPLOADS_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
            remove_abandoned_files()
