"""Logging: one JSON object per line, times in UTC, control characters escaped, no secrets."""

import logging
import re

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

SHARED: list[Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


# What is secret in addresses: whoever reads a log must not be able to use them.
SECRET_ADDRESSES = re.compile(
    r"(?<=/meetings/feed/)[^/\s\"'?]+(?=\.ics)"
    r"|(?<=/news/feed/)[^/\s\"'?]+(?=\.atom)"
    r"|(?<=/questions/thread/)[^/\s\"'?]+"
    r"|(?<=/people/invited/)[^/\s\"'?]+"
)


def hide_secrets(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Take secrets out of every text of a line, whoever wrote it: paths, messages and tracebacks."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = SECRET_ADDRESSES.sub("(secret)", value)
    return event


def json_formatter() -> logging.Formatter:
    """For the logging settings: formats lines of structlog and of plain loggers alike."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            hide_secrets,
            structlog.processors.JSONRenderer(),
        ],
        foreign_pre_chain=SHARED,
    )
