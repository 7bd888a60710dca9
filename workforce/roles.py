"""Who takes care of the EV Workforce Collaborative, for the administrators' table of roles."""

from accounts.roles import Role, Table, deciders


def table() -> Table:
    """Administrators of the Collaborative."""
    role = Role(
        "space_administrator",
        "Administrator of the EV Workforce Collaborative",
        "Named by an administrator. Decides on guests and on the resource hub, and sees nothing of a state by it.",
        ("decide_on_guests",),
        deciders,
    )
    return (), (role,)
