"""The portal's own settings, with files that can kill."""

from clearinghouse.settings import *  # noqa: F403
from clearinghouse.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.poisoned"]
