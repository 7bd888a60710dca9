from contacts.actions.asking import Asked, AskRefused, ask, ask_as_stranger, confirm
from contacts.actions.handing_over import Receiver, hand_over_all, pass_on, sweep
from contacts.actions.published_answers import EntryDetails, change_entry, publish, restore, withdraw
from contacts.actions.routes import RouteDetails, RouteRefused, remove_route, save_mailbox, save_route, set_away
from contacts.actions.threads import AlreadySo, Overtaken, answer, close, follow_up, reopen

__all__ = [
    "AlreadySo", "AskRefused", "Asked", "EntryDetails", "Overtaken", "Receiver", "RouteDetails",
    "RouteRefused", "answer", "ask", "ask_as_stranger", "change_entry", "close", "confirm", "follow_up",
    "hand_over_all", "pass_on", "publish", "remove_route", "reopen", "restore", "save_mailbox", "save_route",
    "set_away", "sweep", "withdraw",
]  # fmt: skip
