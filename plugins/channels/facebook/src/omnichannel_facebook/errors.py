"""
What the Graph API's error codes mean for a post: one line of data each.

The first line that fits decides: code and subcode, then the subcode alone, then the code alone.
Sources: "errors" is https://developers.facebook.com/docs/graph-api/guides/error-handling, "limits"
.../docs/graph-api/overview/rate-limiting, "photos" and "videos" .../docs/graph-api/reference/page/,
"clients" what clients in production met and Meta's pages do not list (unconfirmed).
"""

from dataclasses import dataclass

from omnichannel.domain.failure import FailureKind as K

FIXES = {
    K.AUTH_EXPIRED: "Connect the account again.",
    K.AUTH_REVOKED: "Settle that at facebook.com, then connect the account again.",
    K.INVALID_CONTENT: "Change the text or the link, then send it again.",
    K.MEDIA_REJECTED: "Save the picture again as JPEG or PNG, below 4 MB.",
    K.MISCONFIGURED: "Give the app the right to post on the page, then connect the account again.",
    K.NOT_FOUND: "Check the page's id, and connect the account again.",
    K.POLICY_BLOCKED: "Look at the page, and at Facebook's messages to its admins.",
    K.UNSUPPORTED: "Read Facebook's own words, and send it again when that is settled.",
}
"""What a person does about a refusal. Kinds that are tried again by themselves need nothing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One line of the table.

    Attributes:
        code, subcode: as in `error.code` and `error.error_subcode`; None fits any.
        kind: None where the answer does not say whether the post is on the page.
        through: the last code, where the line stands for a range.
    """

    code: int | None
    subcode: int | None
    kind: K | None
    source: str
    reason: str
    through: int | None = None

    def fits(self, code: int | None, subcode: int | None) -> bool:
        """Say whether the line is about *code* and *subcode*."""
        last = self.through or self.code or 0
        in_range = self.code is None or (code is not None and self.code <= code <= last)
        return in_range and self.subcode in {None, subcode}


_BOTH = (
    Rule(100, 33, K.NOT_FOUND, "errors", "Facebook does not know the page, or hides it"),
    Rule(190, 458, K.AUTH_REVOKED, "errors", "The person has removed the app"),
    Rule(190, 459, K.AUTH_REVOKED, "errors", "Facebook wants the person to sign in at facebook.com first"),
    Rule(190, 460, K.AUTH_EXPIRED, "errors", "The person's password has changed"),
    Rule(190, 463, K.AUTH_EXPIRED, "clients", "The sign-in has expired"),
    Rule(190, 464, K.AUTH_REVOKED, "clients", "The person's Facebook account is not confirmed"),
    Rule(190, 467, K.AUTH_EXPIRED, "clients", "The sign-in is no longer valid"),
    Rule(190, 492, K.AUTH_REVOKED, "clients", "The person has lost the role on the page"),
)

_SUBCODES = (
    Rule(None, 1346003, K.POLICY_BLOCKED, "clients", "Facebook finds the post abusive"),
    Rule(None, 1349125, K.INVALID_CONTENT, "clients", "Facebook does not accept the form of the post"),
    Rule(None, 1363047, None, "clients", "Facebook's service is not available"),
    Rule(None, 1366046, K.MEDIA_REJECTED, "clients", "The picture is too large or of a wrong type"),
    Rule(None, 1366051, None, "clients", "Facebook says that these pictures are posted already"),
    Rule(None, 1390008, K.RATE_LIMITED, "clients", "The page posts too fast for Facebook"),
    Rule(None, 1404006, K.POLICY_BLOCKED, "clients", "Facebook wants a security check"),
    Rule(None, 1404078, K.MISCONFIGURED, "clients", "The page needs Page Publishing Authorization"),
    Rule(None, 1404102, K.POLICY_BLOCKED, "clients", "The post breaks Facebook's community standards"),
    Rule(None, 1404112, K.POLICY_BLOCKED, "clients", "Facebook wants a security check"),
    Rule(None, 1609005, K.INVALID_CONTENT, "errors", "Facebook could not read the linked page"),
    Rule(None, 1609008, K.INVALID_CONTENT, "clients", "Facebook refuses links to facebook.com"),
    Rule(None, 1609010, None, "clients", "Facebook's service is not available"),
    Rule(None, 2061006, K.INVALID_CONTENT, "clients", "Facebook does not accept the link"),
    Rule(None, 2069019, K.MEDIA_REJECTED, "clients", "Facebook does not accept the file"),
    Rule(None, 4854002, K.POLICY_BLOCKED, "clients", "Facebook wants the page's admins to say who they are"),
)

_CODES = (
    Rule(1, None, None, "errors", "Facebook reports an unknown error"),
    Rule(2, None, None, "errors", "Facebook's service is down for the moment"),
    Rule(3, None, K.MISCONFIGURED, "errors", "The app may not do this"),
    Rule(4, None, K.RATE_LIMITED, "limits", "Facebook asks for fewer calls from the app"),
    Rule(10, None, K.MISCONFIGURED, "errors", "The app or the person lacks a permission"),
    Rule(17, None, K.RATE_LIMITED, "limits", "Facebook asks for fewer calls from the person"),
    Rule(32, None, K.RATE_LIMITED, "limits", "Facebook asks for fewer calls for the page"),
    Rule(100, None, K.INVALID_CONTENT, "errors", "Facebook does not accept a part of the post"),
    Rule(102, None, K.AUTH_EXPIRED, "errors", "The session has ended"),
    Rule(104, None, K.AUTH_EXPIRED, "errors", "The access token is missing, or its proof is wrong"),
    Rule(190, None, K.AUTH_EXPIRED, "errors", "Facebook no longer accepts the sign-in"),
    Rule(200, None, K.MISCONFIGURED, "errors", "A permission for the page is missing", through=299),
    Rule(324, None, K.MEDIA_REJECTED, "photos", "The picture is missing or broken"),
    Rule(341, None, K.RATE_LIMITED, "errors", "The app has reached a limit for now"),
    Rule(368, None, K.POLICY_BLOCKED, "errors", "Facebook blocks this for a while, because of its policies"),
    Rule(382, None, K.MEDIA_REJECTED, "videos", "The file is too small"),
    Rule(389, None, K.MEDIA_REJECTED, "videos", "Facebook could not fetch the file"),
    Rule(506, None, None, "errors", "Facebook says that this was posted already"),
    Rule(613, None, K.RATE_LIMITED, "limits", "Facebook asks for fewer calls of this kind"),
    Rule(6000, None, K.MEDIA_REJECTED, "videos", "There is a problem with the file"),
    Rule(6001, None, K.TRANSIENT, "videos", "The upload did not work"),
    Rule(80001, None, K.RATE_LIMITED, "limits", "Facebook asks for fewer calls for the page"),
    Rule(80002, None, K.RATE_LIMITED, "limits", "Meta asks for fewer calls for the Instagram account"),
    Rule(80006, None, K.RATE_LIMITED, "limits", "Meta asks for fewer calls to Messenger"),
    Rule(80007, None, K.RATE_LIMITED, "limits", "Meta asks for fewer calls for the WhatsApp account"),
    Rule(80008, None, K.RATE_LIMITED, "limits", "Meta asks for fewer calls to manage WhatsApp"),
)

RULES = (*_BOTH, *_SUBCODES, *_CODES)

UNLISTED = Rule(None, None, K.UNSUPPORTED, "our own", "Facebook refused this for a reason not known here")


def rule_for(code: int | None, subcode: int | None) -> Rule:
    """Find the line about *code* and *subcode*; a subcode of the table may also come as the code."""
    for pair in ((code, subcode), (None, code)):
        for rule in RULES:
            if rule.fits(*pair):
                return rule
    return UNLISTED
