from inquiries.actions.refusals import InquiryRefused

__all__ = ["InquiryRefused"]
