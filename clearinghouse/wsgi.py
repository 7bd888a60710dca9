import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clearinghouse.settings")

# Nearly all that is made from here on lasts as long as the process: looking through it for garbage, many times while it
# grows, would take a fifth of the start.
gc.disable()
application = get_wsgi_application()

# The views are loaded here rather than by the first request, so that the processes forked from this one share them.
get_resolver().url_patterns  # noqa: B018
# Nor need the collector walk through all this later; doing so would give each process a copy of its own.
gc.freeze()
gc.enable()
