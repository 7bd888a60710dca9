"""Not one table of this app is edited under /data/."""

# Tables that have no place here, each with the reason (tests/test_meta.py asks for a decision on every model).
NOT_HERE: dict[str, str] = {
    "inquiries.contributor": "people join on the page of the answer",
    "inquiries.inquiry": "written, released, closed, and published on its own pages, with an audit line",
    "inquiries.inquiryevent": "history, written by triggers",
    "inquiries.inquiryfield": "edited on the inquiry's page of questions; what was answered never changes",
    "inquiries.questionnaire": "edited on the inquiry's page of questions; what was answered never changes",
    "inquiries.response": "written by the state on its own pages; no one else changes a state's words",
    "inquiries.responseevent": "history, written by triggers",
    "inquiries.statepractice": "set by the state's EV leads, with an audit line",
}
