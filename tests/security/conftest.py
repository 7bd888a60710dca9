"""The scene, clients of every persona, and the portal as it runs behind https."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from clearinghouse import settings as real
from tests.cast import Cast
from tests.documents.conftest import s3_endpoint, storage  # noqa: F401  fixtures
from tests.security.canary import Canaries, plant
from tests.security.scene import Scene, set_scene

HTTPS_SETTINGS = (
    "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE",
    "CSRF_TRUSTED_ORIGINS", "MIDDLEWARE",
)  # fmt: skip
HOST = "clearinghouse.test"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class HttpsClient(Client):
    """A browser that speaks https with the portal's real name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(SERVER_NAME=HOST, **options)

    def generic(self, *args: Any, **options: Any) -> Any:
        """Every request over https."""
        return super().generic(*args, **{**options, "secure": True})


@pytest.fixture
def https(settings, db: None) -> Callable[..., HttpsClient]:
    """Cookies, hosts and middleware as in production; gives https clients, signed in or not."""
    for name in HTTPS_SETTINGS:
        setattr(settings, name, getattr(real, name))
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = [HOST]

    def make(user: User | None = None, **options: Any) -> HttpsClient:
        client = HttpsClient(**options)
        if user is not None:
            client.force_login(user, backend=BACKEND)
        return client

    return make


@pytest.fixture
def scene(cast: Cast, layers: dict[str, Any]) -> Scene:
    """A document, version, request and upload in every state."""
    return layers.get("scene") or set_scene(cast)


@pytest.fixture
def canaries(scene: Scene, layers: dict[str, Any]) -> Canaries:
    """A word in every text field of the scene."""
    return layers.get("canaries") or plant(scene)


class Clients(dict[str, Client]):
    """A client of each persona, signed in when it is first asked for."""

    def __init__(self, people: dict[str, User | None], sign_in: Callable[[User | None], Client]) -> None:
        super().__init__()
        self.people, self.sign_in = people, sign_in

    def __missing__(self, name: str) -> Client:
        self[name] = self.sign_in(self.people[name])
        return self[name]


@pytest.fixture
def clients(scene: Scene, sign_in: Callable[[User | None], Client]) -> dict[str, Client]:
    """A signed-in client of each persona, the public among them."""
    return Clients(scene.people, sign_in)
