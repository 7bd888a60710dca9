"""Addresses of the portal's own style sheets, scripts and pictures."""

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class KeptAddressesStorage(CompressedManifestStaticFilesStorage):
    """whitenoise's, which puts each address together once: a process reads the list of files once, too."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self._kept: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """The address of a file, with its content's hash in its name."""
        if force or settings.DEBUG:
            return super().url(name, force)
        if name not in self._kept:
            self._kept[name] = super().url(name)
        return self._kept[name]
