from django.apps import AppConfig


class FollowingConfig(AppConfig):
    """WHAT IS NEW FOR WHOM: following, news, and their part of the digest."""

    name = "following"
    verbose_name = "News"

    def ready(self) -> None:
        """Fill the places that other apps leave for it."""
        from django.contrib.auth.signals import user_logged_in

        from accounts import digests, unsubscribing
        from accounts.audiences import AFTER_LEAVING
        from documents.panels import DOCUMENT_PANELS
        from following import visits
        from following.actions import following
        from following.digest import SOURCE
        from following.panels import follow_document

        DOCUMENT_PANELS.fill(follow_document, position=5)
        digests.add_source(SOURCE)
        unsubscribing.subscription(following.FOLLOW, following.find)
        AFTER_LEAVING.fill(following.forget)
        user_logged_in.connect(visits.begin, dispatch_uid="following.visits")
