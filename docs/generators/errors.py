"""docs/reference/errors.md: every kind of problem, with cause and fix."""

import json
from collections.abc import Iterable

from docs.generators.markdown import GENERATED, joined, table
from omnichannel.domain.errors import Problem
from omnichannel.presentation.http.problem_kinds import ProblemKind
from omnichannel.presentation.http.problems import invalid, response_from

INTRODUCTION = """\
# Errors

Every answer that is no success is a problem document ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457))
with the content type `application/problem+json`:

```json
{example}
```

`type` names the kind and leads to its explanation on the server itself. `field` is a JSON pointer into
what was sent. `correlation_id` is that of the header `X-Correlation-ID`, and stands in the server's
log."""
EXAMPLE = Problem("/content/text", "The text has 63,207 characters.", "Shorten it.", "63,206 characters")


def errors_page(kinds: Iterable[ProblemKind]) -> str:
    """Describe *kinds*, by status."""
    ordered = sorted(kinds, key=lambda kind: (kind.status, kind.slug))
    rows = ((str(kind.status), f"[{kind.slug}](#{kind.slug})", kind.title) for kind in ordered)
    introduction = INTRODUCTION.replace("{example}", _example())
    return joined([GENERATED, introduction, table(("status", "kind", ""), rows), *map(_kind, ordered)]) + "\n"


def _example() -> str:
    answer = response_from(invalid((EXAMPLE,)), {"path": "/v1/messages"})
    return json.dumps({**json.loads(bytes(answer.body)), "correlation_id": "0f0c4b4e"}, indent=2)


def _kind(kind: ProblemKind) -> str:
    return joined([f"## {kind.slug}", f"{kind.status}: {kind.title}.", kind.meaning, f"**Fix.** {kind.fix}"])
