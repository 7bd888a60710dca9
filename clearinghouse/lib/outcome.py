"""What became of a button's action, said on the next page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest


@contextmanager
def outcome_said(
    request: HttpRequest, done: str, refusal: type[Exception], *, level: int = messages.INFO
) -> Iterator[None]:
    """Say that it is done, or by the refusal's own sentence, at this level, why not."""
    try:
        yield
    except refusal as refused:
        messages.add_message(request, level, str(refused))
    else:
        messages.success(request, done)
