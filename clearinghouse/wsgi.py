import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clearinghouse.settings")

application = get_wsgi_application()

# The views are loaded here rather than by the first request, so that the processes forked from this one share them.
# The collector need not walk through all this again; doing so would also give each process a copy of its own.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()
