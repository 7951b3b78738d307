"""What a practice server answers, and the mistakes it complains about."""

from __future__ import annotations

import json
from dataclasses import dataclass

JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP answer."""

    status: int = 200
    body: bytes = b""
    kind: str = JSON
    headers: tuple[tuple[str, str], ...] = ()
    stalls: bool = False  # it never comes
    breaks_off: bool = False  # only its first half comes


class Refusal(Exception):
    """A request that is refused, with the reason as the real servers word it."""

    def __init__(self, message: str, error: str = "InvalidRequest", *, status: int = 400) -> None:
        super().__init__(message)
        self.answer = Answer(
            status=status,
            body=json.dumps({"error": error, "message": message}, separators=(",", ":")).encode(),
        )


def not_implemented() -> Refusal:
    """Return the AppView's answer to a method of another service."""
    return Refusal("Method Not Implemented", "MethodNotImplemented", status=501)


def written(body: str | bytes) -> Answer:
    """Return JSON that is written already."""
    return Answer(body=body if isinstance(body, bytes) else body.encode())


def no_page(path: str) -> Answer:
    """Return the answer to a path that is no route."""
    body = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n'
        f"</head>\n<body>\n<pre>Cannot GET {path}</pre>\n</body>\n</html>\n"
    )
    return Answer(status=404, body=body.encode(), kind="text/html; charset=utf-8")


def out_of_order(status: int, reason: str) -> Answer:
    """Return what stands in front of a server that is down."""
    body = f"<html><head><title>{status} {reason}</title></head><body>{reason}</body></html>\n"
    return Answer(status=status, body=body.encode(), kind="text/html; charset=utf-8")
