"""Reports as mail systems write them, made up after the dialects of Postfix, Exchange, Gmail, SES, and others."""

KEY = "0123456789abcdef0123456789abcdef"
TO = "kim@people.example"
HEADERS = f"""From: EV States Clearinghouse <clearinghouse@localhost>
To: {TO}
Subject: A question is waiting for your answer
Message-ID: <{KEY}@localhost>
X-Clearinghouse-Mail: {KEY}
Date: Mon, 30 Nov 2026 15:00:00 -0000
"""


def postfix(status: str = "5.1.1", action: str = "failed", headers: str = HEADERS, to: str = TO) -> bytes:
    """Postfix: the returned headers as text, the recipient as it was and as it became."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@mail.people.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: clearinghouse@localhost
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="A1B2"

This is a MIME-encapsulated message.

--A1B2
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<{to}>: host mx.people.example[192.0.2.1] said: 550 {status}
    <{to}>: Recipient address rejected: User unknown (in reply to RCPT TO command)

--A1B2
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.people.example
X-Postfix-Queue-ID: 4XyZ0123
Arrival-Date: Mon, 30 Nov 2026 15:00:01 +0000 (UTC)

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.people.example
Diagnostic-Code: smtp; 550 {status} <{to}>: Recipient address rejected: User unknown

--A1B2
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

{headers}
--A1B2--
""".encode()


def exchange(status: str = "5.1.10", encoding: str = "") -> bytes:
    """Microsoft 365: HTML for people, upper case in addresses, the whole mail attached, its ID also as a reference."""
    return f"""From: Microsoft Outlook
  <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@people.example>
To: clearinghouse@localhost
Date: Mon, 30 Nov 2026 15:00:09 +0000
Content-Type: multipart/report; report-type=delivery-status; boundary="_7f_"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: en-US
Message-ID: <9f0c@DM6PR01MB0001.prod.exchangelabs.com>
In-Reply-To: <{KEY}@localhost>
References: <{KEY}@localhost>
Subject: Undeliverable: A question is waiting for your answer
MIME-Version: 1.0

--_7f_
Content-Type: multipart/alternative; boundary="_7g_"

--_7g_
Content-Type: text/plain; charset="us-ascii"

Your message to Kim@People.example couldn't be delivered.
--_7g_
Content-Type: text/html; charset="us-ascii"

<html><body><p>Your message to Kim@People.example couldn't be delivered.</p></body></html>
--_7g_--
--_7f_
Content-Type: message/delivery-status

Reporting-MTA: dns;DM6PR01MB0001.prod.exchangelabs.com
Received-From-MTA: dns;mail.localhost
Arrival-Date: Mon, 30 Nov 2026 15:00:08 +0000

Final-Recipient: rfc822;Kim@People.example
Action: failed
Status: {status}
Diagnostic-Code: smtp;550 {status} RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
X-Display-Name: Kim Lee


--_7f_
Content-Type: message/rfc822

Received: from mail.localhost (192.0.2.9) by DM6PR01MB0001 with SMTP
{HEADERS}Content-Type: text/plain; charset="utf-8"

Hello Kim.
--_7f_--
""".replace("\n", "\r\n").encode()


def gmail() -> bytes:
    """Gmail: no Original-Recipient, the failed one in a header, the whole mail attached."""
    return f"""From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: clearinghouse@localhost
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: <{KEY}@localhost>
In-Reply-To: <{KEY}@localhost>
X-Failed-Recipients: {TO}
Message-ID: <6560a.0500.4a2b.GMR@mx.google.com>
MIME-Version: 1.0
Content-Type: multipart/report; boundary="000000000000"; report-type=delivery-status

--000000000000
Content-Type: multipart/related; boundary="000000000001"

--000000000001
Content-Type: text/plain; charset="UTF-8"

** Address not found **

Your message wasn't delivered to {TO} because the address couldn't be found.
--000000000001--
--000000000000
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Received-From-MTA: dns; clearinghouse@localhost
Arrival-Date: Mon, 30 Nov 2026 07:00:02 -0800 (PST)
X-Original-Message-ID: <{KEY}@localhost>

Final-Recipient: rfc822; {TO}
Action: failed
Status: 5.1.1
Remote-MTA: dns; gmail-smtp-in.l.google.com. (192.0.2.26)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
 550-5.1.1 double-checking the recipient's email address for typos
Last-Attempt-Date: Mon, 30 Nov 2026 07:00:03 -0800 (PST)

--000000000000
Content-Type: message/rfc822

{HEADERS}
Hello Kim.
--000000000000--
""".encode()


def several() -> bytes:
    """One report on three recipients, of whom ours is delayed first and failed later in the list."""
    return f"""From: postmaster@people.example
Subject: Delivery report
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: text/plain

Three recipients.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; people.example

Final-Recipient: rfc822; sam@people.example
Action: delivered
Status: 2.0.0

Final-Recipient: rfc822; lee@people.example
Action: delayed
Status: 4.4.1

Original-Recipient: rfc822;{TO}
Final-Recipient: rfc822; k.lee@inside.people.example
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 550 5.2.1 The mailbox is disabled

--x
Content-Type: message/rfc822-headers

{HEADERS}
--x--
""".encode()


def encoded() -> bytes:
    """The fields as Base64, as some gateways send them."""
    import base64

    fields = f"Reporting-MTA: dns; gateway.example\n\nFinal-Recipient: rfc822; {TO}\nAction: failed\nStatus: 5.1.2\n"
    return f"""From: postmaster@gateway.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: text/plain

Failed.
--x
Content-Type: message/delivery-status
Content-Transfer-Encoding: base64

{base64.encodebytes(fields.encode()).decode()}
--x
Content-Type: text/rfc822-headers

{HEADERS}
--x--
""".encode()


def complaint(kind: str = "abuse", recipient: str = f"Original-Rcpt-To: <{TO}>\n") -> bytes:
    """A feedback loop's report (ARF, RFC 5965)."""
    return f"""From: <complaints@feedback.example>
To: clearinghouse@localhost
Subject: FW: A question is waiting for your answer
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="p"

--p
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report.
--p
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
{recipient}Arrival-Date: Mon, 30 Nov 2026 15:20:00 +0000
Source-IP: 192.0.2.1

--p
Content-Type: message/rfc822

{HEADERS}
Hello Kim.
--p--
""".encode()


def ses(kind: str, status: str = "5.1.1", bounce_type: str = "Permanent") -> dict[str, object]:
    """What Amazon SES tells: its own Message-ID, and ours among the headers."""
    mail = {
        "messageId": "0100018f-0000",
        "source": "clearinghouse@localhost",
        "destination": [TO],
        "headersTruncated": False,
        "headers": [
            {"name": "To", "value": TO},
            {"name": "Message-ID", "value": f"<{KEY}@localhost>"},
        ],
        "commonHeaders": {"messageId": f"<{KEY}@localhost>"},
    }
    if kind == "Complaint":
        about = {"complainedRecipients": [{"emailAddress": TO}], "complaintFeedbackType": "abuse"}
        return {"notificationType": "Complaint", "mail": mail, "complaint": about}
    said = {"emailAddress": "Kim@People.example", "action": "failed", "status": status}
    said["diagnosticCode"] = f"smtp; 550 {status} user unknown"
    about = {"bounceType": bounce_type, "bounceSubType": "General", "bouncedRecipients": [said]}
    return {"notificationType": "Bounce", "mail": mail, "bounce": about}
