"""A Graph API error: what is raised, and the envelope it becomes."""

import secrets


class GraphProblem(Exception):
    """
    An answer in Meta's error envelope.

    Args:
        code: Meta's error code.
        message: text for people.
        subcode: Meta's ``error_subcode``.
        status: HTTP status.
        type_name: Meta's ``type``; ``OAuthException`` even where authorisation is not the matter.
        transient: Meta's ``is_transient``, a hint only.
        regain_minutes: for rate limits, how long to wait, told in the usage header.
    """

    def __init__(
        self,
        code: int,
        message: str,
        *,
        subcode: int | None = None,
        status: int = 400,
        type_name: str = "OAuthException",
        transient: bool | None = None,
        regain_minutes: int = 0,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.subcode, self.status = code, message, subcode, status
        self.type_name, self.transient, self.regain_minutes = type_name, transient, regain_minutes

    def envelope(self) -> dict[str, object]:
        """Return the JSON body: ``error`` with message, type, code, fbtrace_id and what else is known."""
        error: dict[str, object] = {"message": self.message, "type": self.type_name, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.transient is not None:
            error["is_transient"] = self.transient
        error["fbtrace_id"] = "A" + secrets.token_urlsafe(16)
        return {"error": error}


def invalid_parameter(message: str, *, subcode: int | None = None) -> GraphProblem:
    """Make the answer to a parameter that is missing, unknown or wrong (100)."""
    return GraphProblem(100, f"(#100) {message}", subcode=subcode)


def unknown_object(object_id: str, *, method: str = "get") -> GraphProblem:
    """Make the answer for an object that does not exist or cannot be seen (100/33)."""
    return GraphProblem(
        100,
        f"Unsupported {method} request. Object with ID '{object_id[:80]}' does not exist, cannot be loaded "
        "due to missing permissions, or does not support this operation",
        subcode=33,
        type_name="GraphMethodException",
    )


def bad_image(message: str, *, subcode: int | None = None) -> GraphProblem:
    """Make the answer to an image that is missing or cannot be used (324)."""
    return GraphProblem(324, f"(#324) {message}", subcode=subcode)


def outage(code: int) -> GraphProblem:
    """Make the answer of a Graph API that is down (HTTP 500 with code 1 or 2)."""
    text = "An unknown error occurred" if code == 1 else "Service temporarily unavailable"
    return GraphProblem(code, text, status=500, transient=True)
