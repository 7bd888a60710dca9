"""Which of this app's tables administrators edit under /data/: none; their pages are in the portal itself."""

# Tables that have no place here, each with the reason (tests/test_meta.py asks for a decision on every model).
NOT_HERE: dict[str, str] = {
    "contacts.mailbox": "is changed on the contact assignments page, with an audit line",
    "contacts.route": "is changed on the contact assignments page, with an audit line",
    "contacts.question": "read and answered on its page, by who is responsible",
    "contacts.message": "read and written on the question's page",
    "contacts.askerlink": "hashes of secrets that only their receivers know",
    "contacts.entry": "publishing an answer changes it, with an audit line",
}
