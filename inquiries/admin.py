"""Not one table of this app is edited under /data/."""

# Tables that have no place here, each with the reason (tests/test_meta.py asks for a decision on every model).
NOT_HERE: dict[str, str] = {
    "inquiries.campaign": "made, opened, and published on its own pages, with an audit line",
    "inquiries.campaigntable": "added and removed on the page of the campaign's tables",
    "inquiries.contributor": "people join on the page of the answer",
    "inquiries.inquiry": "written, released, closed, and published on its own pages, with an audit line",
    "inquiries.inquiryevent": "history, written by triggers",
    "inquiries.inquiryfield": "edited on the inquiry's page of questions; what was answered never changes",
    "inquiries.mailedcode": "hashes of secrets that only their receivers know",
    "inquiries.passage": "marked and released on the pages of the synthesis",
    "inquiries.questionnaire": "edited on the inquiry's page of questions; what was answered never changes",
    "inquiries.response": "written by the state on its own pages; no one else changes a state's words",
    "inquiries.responseevent": "history, written by triggers",
    "inquiries.submission": "written by those who answer",
    "inquiries.theme": "edited in the campaign's code book",
    "inquiries.statepractice": "set by the state's EV leads, with an audit line",
}
