class InquiryRefused(Exception):
    """It cannot be done now; the message is a sentence for the person."""
