"""Pages of working groups."""

from workinggroups.views.groups import PAGE_SIZE, detail, group_list
from workinggroups.views.joining import join, leave, withdraw
from workinggroups.views.manage import add, edit
from workinggroups.views.queue import approve, decline, request, requests
from workinggroups.views.roster import add_person, change_role, people, remove, states

__all__ = [
    "PAGE_SIZE",
    "add",
    "add_person",
    "approve",
    "change_role",
    "decline",
    "detail",
    "edit",
    "group_list",
    "join",
    "leave",
    "people",
    "remove",
    "request",
    "requests",
    "states",
    "withdraw",
]
