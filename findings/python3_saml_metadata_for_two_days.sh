#!/bin/sh
# python3-saml 1.16.0: metadata of a service provider expire after two days unless two settings are empty texts. The
# settings' None, which the package's own example of advanced settings has, counts as not set. An identity provider
# that reads the metadata once and honors validUntil stops to work on the third day.
# Seen with 1.16.0: None gives a validUntil two days away and a cacheDuration of a week; "" leaves both out. Fails when
# that changes. Needs Python 3.11 or newer and a package index.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python3-saml==1.16.0 xmlsec==1.3.17 lxml==6.1.3
"$folder/venv/bin/python" - <<'PYTHON'
import re
from datetime import datetime, timedelta, timezone

from onelogin.saml2.settings import OneLogin_Saml2_Settings


def dates(value):
    """What the metadata say of how long they hold."""
    address = {"url": "https://portal.example/acs"}
    settings = OneLogin_Saml2_Settings(
        {
            "strict": True,
            "sp": {"entityId": "https://portal.example/metadata", "assertionConsumerService": address},
            "security": {"metadataValidUntil": value, "metadataCacheDuration": value},
        },
        sp_validation_only=True,
    )
    text = settings.get_sp_metadata()
    text = text.decode() if isinstance(text, bytes) else text
    return dict(re.findall(r'(validUntil|cacheDuration)="([^"]+)"', text))


unset, empty = dates(None), dates("")
print("python3-saml 1.16.0", {"None": unset, "empty": empty})
until = datetime.strptime(unset["validUntil"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
left = until - datetime.now(timezone.utc)
assert timedelta(days=1, hours=23) < left <= timedelta(days=2), left
assert unset["cacheDuration"] == "PT604800S", unset
assert empty == {}, empty
PYTHON
