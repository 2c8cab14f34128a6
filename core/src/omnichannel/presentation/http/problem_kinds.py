"""Every kind of problem that an answer can be: one table, read by the answers, the document and /problems."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """
    A kind of problem, as RFC 9457 means "type".

    Attributes:
        meaning: what it means for what was asked, in a sentence or two.
        fix: what to do about it.
    """

    slug: str
    status: int
    title: str
    meaning: str
    fix: str

    @property
    def type(self) -> str:
        """Where it is explained, relative to the root of this server."""
        return f"/problems/{self.slug}"


MALFORMED_REQUEST = ProblemKind(
    "malformed-request",
    400,
    "The request cannot be read",
    "The body is not what its content type says, or a header or an id in the path has a form we cannot read. "
    "Nothing was done.",
    "Check the body with a JSON tool, and the rest against the API page. `detail` says where it breaks.",
)
UNAUTHENTICATED = ProblemKind(
    "unauthenticated",
    401,
    "We do not know who asks",
    "The request carries no token, or one that is not valid here. Nothing was done.",
    "Send `Authorization: Bearer <token>`.",
)
RIGHT_MISSING = ProblemKind(
    "right-missing",
    403,
    "The right to do this is missing",
    "The token is valid, and it does not carry the right that this operation needs. Nothing was done.",
    "Use a token that has the right named in `detail`, or ask who gave you the token.",
)
HOST_NOT_ALLOWED = ProblemKind(
    "host-not-allowed",
    403,
    "This name is not served here",
    "This server answers only to names of the machine it runs on, so no web page can reach it by another.",
    "Use http://localhost or http://127.0.0.1 with the right port.",
)
NOT_FOUND = ProblemKind(
    "not-found",
    404,
    "There is no such thing",
    "Nothing in your workspace has this id or name, or nothing is served at this path.",
    "Check the id; lists such as GET /v1/messages name those that exist. GET /docs lists all paths.",
)
METHOD_NOT_ALLOWED = ProblemKind(
    "method-not-allowed",
    405,
    "This path does not take that method",
    "The path exists and takes other methods.",
    "Use one of the methods in the header `Allow`.",
)
IDEMPOTENCY_MISMATCH = ProblemKind(
    "idempotency-mismatch",
    409,
    "The idempotency key was used for another request",
    "A key stands for one request. This request differs from the first with that key; nothing was sent.",
    "Repeat the first request unchanged, or use a new key.",
)
REQUEST_IN_PROGRESS = ProblemKind(
    "request-in-progress",
    409,
    "The first request with this key is being dealt with",
    "The same request came before and has no answer yet. This repetition did nothing.",
    "Wait for the seconds in `Retry-After` and repeat the request unchanged; it gets the first one's answer.",
)
NOT_ALLOWED_NOW = ProblemKind(
    "not-allowed-now",
    409,
    "The present state does not allow it",
    "What was asked does not fit the state of the thing. Nothing was changed.",
    "Read it again and see its status; `detail` says what is possible.",
)
CHANGES_GONE = ProblemKind(
    "changes-gone",
    410,
    "Some of these changes are no longer kept",
    "The feed of changes reaches back a few days. Going on from this cursor would miss what was dropped.",
    "Take `last` of GET /v1/changes, read everything you show anew, then go on with it as `after`.",
)
STALE_VERSION = ProblemKind(
    "stale-version",
    412,
    "Somebody changed it in between",
    "`If-Match` names a version that is not the stored one. Nothing was changed and nothing is lost.",
    "Read it again, repeat the edit on what you see, and send the new `ETag` as `If-Match`.",
)
TOO_LARGE = ProblemKind(
    "too-large",
    413,
    "The body is too large",
    "The body is larger than this operation takes. It was not read to its end, and nothing was stored.",
    "Send less; `errors` names the bound.",
)
URI_TOO_LONG = ProblemKind(
    "uri-too-long",
    414,
    "The address is too long",
    "Path and query are longer than this server reads. Nothing was done.",
    "Send long values in a body; `errors` names the bound.",
)
UNSUPPORTED_MEDIA_TYPE = ProblemKind(
    "unsupported-media-type",
    415,
    "The body has another content type",
    "This operation reads one content type only.",
    "Send the header `Content-Type` that `detail` names.",
)
INVALID_REQUEST = ProblemKind(
    "invalid-request",
    422,
    "The request needs mending",
    "The request was understood and cannot be accepted. Nothing was stored or sent.",
    "Mend each entry of `errors`: `field` says where in the request, `fix` says what to do.",
)
VERSION_REQUIRED = ProblemKind(
    "version-required",
    428,
    "The edit does not say which version it edits",
    "An edit names the version that was read, so that two people never overwrite each other unseen.",
    'Send the `ETag` of the last answer as `If-Match`, for example `If-Match: "v3"`.',
)
HEADERS_TOO_LARGE = ProblemKind(
    "headers-too-large",
    431,
    "The headers are too many or too long",
    "The headers of the request are over the bound. Nothing was done.",
    "Send fewer or shorter headers, cookies among them; `detail` names the bound.",
)
RATE_LIMITED = ProblemKind(
    "rate-limited",
    429,
    "Too many requests from one caller",
    "More requests came from this caller than it may send. This one was not looked at.",
    "Wait for the seconds in `Retry-After` and send it again; the header `RateLimit` says what is left.",
)
INTERNAL_ERROR = ProblemKind(
    "internal-error",
    500,
    "A fault of ours",
    "Something went wrong in this server. What was already stored is safe.",
    "Try again; with an Idempotency-Key nothing happens twice. Report it with the `correlation_id`.",
)
OVERLOADED = ProblemKind(
    "overloaded",
    503,
    "Too many requests are waiting",
    "The request was not accepted, so it can be repeated.",
    "Wait for the seconds in `Retry-After` and send the same request again.",
)
STORE_UNAVAILABLE = ProblemKind(
    "store-unavailable",
    503,
    "Nothing can be stored at present",
    "Another program holds the database, its disk is full, or it is out of reach; `detail` says which. "
    "Nothing of this request was stored, and posts that were accepted before are safe.",
    "Do what `detail` says, then send the same request again; with an Idempotency-Key it happens once.",
)
TOO_MANY_LISTENERS = ProblemKind(
    "too-many-listeners",
    503,
    "Too many streams are open",
    "Each open stream of changes takes a place, and all places are taken. Nothing was missed so far.",
    "Close streams that nobody reads, share one, or ask GET /v1/changes from time to time.",
)
NOT_READY = ProblemKind(
    "not-ready",
    503,
    "Not ready to serve",
    "At least one part of this server does not work at present. `errors` names each.",
    "Wait, or repair the part that is named; the log of the server has the details.",
)

KINDS = {
    kind.slug: kind
    for kind in (
        MALFORMED_REQUEST,
        UNAUTHENTICATED,
        RIGHT_MISSING,
        HOST_NOT_ALLOWED,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        IDEMPOTENCY_MISMATCH,
        REQUEST_IN_PROGRESS,
        NOT_ALLOWED_NOW,
        CHANGES_GONE,
        STALE_VERSION,
        TOO_LARGE,
        URI_TOO_LONG,
        UNSUPPORTED_MEDIA_TYPE,
        INVALID_REQUEST,
        VERSION_REQUIRED,
        HEADERS_TOO_LARGE,
        RATE_LIMITED,
        INTERNAL_ERROR,
        OVERLOADED,
        STORE_UNAVAILABLE,
        TOO_MANY_LISTENERS,
        NOT_READY,
    )
}

PASSING = frozenset({OVERLOADED, REQUEST_IN_PROGRESS, STORE_UNAVAILABLE, TOO_MANY_LISTENERS})
"""Those that a second later may be over; their answers say so with `Retry-After`."""
