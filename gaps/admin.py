"""Which of this app's tables administrators edit under /data/: none; their pages are in the portal itself."""

# Tables that have no place here, each with the reason (tests/test_meta.py asks for a decision on every model).
NOT_HERE: dict[str, str] = {
    "gaps.documentrequest": "ends with an answer on its page, with an audit line",
    "gaps.listing": "made and removed on the document’s page, with an audit line",
    "gaps.readrequest": "decided on its page by who may change the document, with an audit line",
    "gaps.reviewdate": "set on the document’s page by who may change it, with an audit line",
    "gaps.asker": "who asks takes it back on the request’s page",
}
