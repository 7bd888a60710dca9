"""Which of this app's tables administrators edit under /data/: none."""

# Tables that have no place here, each with the reason (tests/test_meta.py asks for a decision on every model).
NOT_HERE = {
    "directory.directmessage": "is between two people, and is never changed",
}
