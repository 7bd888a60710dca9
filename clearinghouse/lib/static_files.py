"""The portal's own style sheets, scripts and pictures: their addresses, and the files as answers."""

from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import MissingFileError
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """whitenoise's, which looks at each file when it is asked for first: looking at all would lengthen every start.

    SECURITY: nothing but a name in the list that collectstatic wrote leads to a file.
    """

    listed: frozenset[str] = frozenset()

    def add_files(self, root: str | Path, prefix: str | None = None) -> None:
        """Read that list; where there is none, in tests and while debugging, do as whitenoise does."""
        if self.autorefresh or not isinstance(staticfiles_storage, ManifestFilesMixin):
            super().add_files(root, prefix)
        else:
            names = staticfiles_storage.hashed_files
            self.listed = frozenset([*names, *names.values()])

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The file, or what the portal answers."""
        address = request.path_info
        name = address.removeprefix(self.static_prefix)
        if name != address and name in self.listed and address not in self.files:
            with suppress(MissingFileError):
                self.add_file_to_dictionary(address, str(Path(self.static_root, name)))
        response: HttpResponseBase = super().__call__(request)
        return response


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
