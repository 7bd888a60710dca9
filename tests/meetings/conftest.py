import pytest

from meetings.models import Meeting
from tests.calls import meeting
from tests.cast import Cast
from tests.meetings.circle import Circle, make_circle


@pytest.fixture
def circle(cast: Cast) -> Circle:
    """A group with its lead and a member, and people beside it."""
    return make_circle(cast)


@pytest.fixture
def call(circle: Circle) -> Meeting:
    """A call of the group that took place yesterday."""
    return meeting("July call", days=-1)
