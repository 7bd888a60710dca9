"""The portal's settings on the PostgreSQL beside the code, for a trial on one's own machine; production never loads it.

manage.py chooses these settings when CLEARINGHOUSE_DEVELOPMENT is set, and `make run` does.
"""

import os

from devserver import embedded_postgres

if not os.environ.get("DATABASE_URL"):
    os.environ["DATABASE_URL"] = embedded_postgres.database_url()

from clearinghouse.settings import *  # noqa: F403 - the address must be known before
