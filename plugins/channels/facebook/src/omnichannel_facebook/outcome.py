"""What an answer of the Graph API means for a post. Pure, and total: any answer gives an outcome."""

import re
from dataclasses import replace
from typing import Any

from omnichannel.application.ports.outbound.http import Response
from omnichannel.domain.failure import RETRIED, FailureKind
from omnichannel.domain.outcome import Deferred, Evidence, Outcome, Published, Refused, Unknown
from omnichannel_facebook.errors import FIXES, UNLISTED, Rule, rule_for
from omnichannel_facebook.settings import WEB_URL
from omnichannel_facebook.usage import regain_wait, usage_from

MESSAGE_LIMIT_CHARACTERS = 500
SECRETS = re.compile(r"EAA\w+|\b\w+\|[\w-]{8,}|(?i:access_token|appsecret_proof|bearer)[=:\s]+\S+|[\w-]{32,}")
"""Access tokens, "app|secret", parameters that carry either, and anything as long as a secret."""


def outcome_from_response(response: Response, *, web_url: str = WEB_URL) -> Outcome:
    """Read the answer to a publishing request. An answer that does not tell is `Unknown`."""
    outcome, usage = _outcome(response, web_url), usage_from(response)
    return outcome if usage is None else replace(outcome, evidence=replace(outcome.evidence, usage=usage))


def _outcome(response: Response, web_url: str) -> Outcome:
    answer = response.json()
    if isinstance(answer, dict) and isinstance(error := answer.get("error"), dict):
        return _outcome_from_error(response, error)
    if 200 <= response.status < 300:
        return _outcome_from_success(response.status, answer, web_url)
    evidence = Evidence(status=response.status)
    if response.status == 429:
        return Deferred(
            "Facebook asks for fewer calls", FailureKind.RATE_LIMITED, regain_wait(response), evidence
        )
    return Unknown(f"Facebook answered with the status {response.status} and nothing else", evidence)


def outcome_of_upload(response: Response) -> str | Outcome:
    """
    Read the answer to an upload that nobody sees: the photo's id, or why there is none.

    An answer that does not tell is `Deferred`: a second upload hurts nobody.
    """
    outcome = outcome_from_response(response)
    if isinstance(outcome, Published):
        return outcome.external_id
    if isinstance(outcome, Unknown):
        return Deferred(outcome.reason, FailureKind.TRANSIENT, None, outcome.evidence)
    return outcome


def published_from_item(item: Any, status: int | None = None, *, web_url: str = WEB_URL) -> Published | None:
    """
    Read a post's id and address from *item*; None where there is no id. A photo says `post_id`.

    An address is taken over where it is https or below *web_url*, and made from the id otherwise.
    """
    if not isinstance(item, dict):
        return None
    external_id = item.get("post_id") or item.get("id")
    if not isinstance(external_id, str) or not re.fullmatch(r"[\w-]+", external_id, re.ASCII):
        return None
    link = item.get("permalink_url")
    known = isinstance(link, str) and link.startswith(("https://", f"{web_url}/"))
    url = str(link) if known else f"{web_url}/{external_id}"
    return Published(external_id, url, Evidence(status=status))


def evidence_from_error(status: int, error: dict[str, Any]) -> Evidence:
    """Keep Facebook's own words, without anything that looks like a secret."""
    code, subcode = _number(error, "code"), _number(error, "error_subcode")
    words = [error.get(name) for name in ("message", "error_user_title", "error_user_msg")]
    message = " ".join(word for word in words if isinstance(word, str) and word)
    return Evidence(
        status=status,
        code="/".join(str(number) for number in (code, subcode) if number is not None) or None,
        message=without_secrets(message) or None,
        trace_id=_trace_id(error),
    )


def without_secrets(message: str) -> str:
    """Take out what looks like a secret, and all beyond 500 characters."""
    return SECRETS.sub("[removed]", message)[:MESSAGE_LIMIT_CHARACTERS]


def rule_from_error(error: dict[str, Any]) -> Rule:
    """Find the table's line about *error*."""
    return rule_for(_number(error, "code"), _number(error, "error_subcode"))


def _outcome_from_success(status: int, answer: Any, web_url: str) -> Outcome:
    published = published_from_item(answer, status, web_url=web_url)
    if published is None:
        return Unknown("Facebook accepted the post but gave no id", Evidence(status=status))
    return published


def _outcome_from_error(response: Response, error: dict[str, Any]) -> Outcome:
    evidence, rule = evidence_from_error(response.status, error), rule_from_error(error)
    surely_refused = 400 <= response.status < 500 and error.get("is_transient") is not True
    if rule.kind is None or (rule is UNLISTED and not surely_refused):
        return Unknown(rule.reason, evidence)
    if rule.kind in RETRIED:
        wait = regain_wait(response) if rule.kind is FailureKind.RATE_LIMITED else None
        return Deferred(rule.reason, rule.kind, wait, evidence)
    return Refused(rule.kind, rule.reason, FIXES[rule.kind], evidence)


def _number(error: dict[str, Any], name: str) -> int | None:
    value = error.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _trace_id(error: dict[str, Any]) -> str | None:
    value = error.get("fbtrace_id")
    return value[:100] if isinstance(value, str) and value else None
