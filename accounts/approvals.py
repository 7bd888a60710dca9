"""How much waits for the administrators' approval: requests to join, and members' new addresses."""

from accounts.models import MembershipRequest, User
from accounts.standing import Viewer, standing_of


def waiting_approvals(user: Viewer) -> int:
    """How many there are for an administrator; for others their own request. One query."""
    requests = MembershipRequest.objects.visible_to(user).to_decide().values("pk")
    if not standing_of(user).is_administrator:
        return requests.count()
    addresses = User.objects.to_look_at().values("pk")
    return requests.union(addresses, all=True).count()
