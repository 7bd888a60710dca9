from gaps.actions.answering import Answer, answer, pass_on
from gaps.actions.asking import AskRefused, Wanted, ask, withdraw
from gaps.actions.ending import AlreadySo, expire_due, hand_on_gone, remind_due

__all__ = [
    "AlreadySo", "Answer", "AskRefused", "Wanted", "answer", "ask", "expire_due", "hand_on_gone", "pass_on",
    "remind_due", "withdraw",
]  # fmt: skip
