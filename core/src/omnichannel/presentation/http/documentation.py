"""The API page: every operation by tag, with its right, its parameters, its body and a call to copy."""

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from starlette.responses import HTMLResponse

from omnichannel.presentation.http.pages import Html, html, joined, page

COMPONENT = re.compile(r"#/components/schemas/([A-Za-z0-9._-]+)")
Described = Mapping[str, Any]


def documentation_page(document: Described) -> HTMLResponse:
    """Render an OpenAPI *document* that `openapi.document` made."""
    info, tags = document["info"], _by_tag(document)
    body = html(
        "<header><h1>{}</h1><p class='meta'>Version {} · <a href='/openapi.json'>openapi.json</a></p>"
        "<p>{}</p><p>The examples take <code>OMNICHANNEL_URL</code> and <code>OMNICHANNEL_TOKEN</code> from "
        "the shell.</p></header><nav aria-label='Operations'>{}</nav>"
        "<main>{}<h2 id='schemas'>Schemas</h2>{}</main>",
        info["title"],
        info["version"],
        info["description"],
        joined([_contents(tag, operations) for tag, operations in tags.items()]),
        joined([_section(tag, operations) for tag, operations in tags.items()]),
        joined([_component(name, schema) for name, schema in document["components"]["schemas"].items()]),
    )
    return page(info["title"], body)


def _by_tag(document: Described) -> dict[str, list[Described]]:
    tags: dict[str, list[Described]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            told = {**operation, "path": path, "method": method.upper()}
            tags.setdefault(operation["tags"][0], []).append(told)
    return tags


def _contents(tag: str, operations: list[Described]) -> Html:
    return html(
        "<p class='tag'>{}</p><ul>{}</ul>", tag, joined([_entry(operation) for operation in operations])
    )


def _entry(operation: Described) -> Html:
    return html(
        "<li><span class='method'>{}</span><a href='#{}'>{}</a></li>",
        operation["method"],
        operation["operationId"],
        operation["summary"],
    )


def _section(tag: str, operations: list[Described]) -> Html:
    return html("<h2>{}</h2>{}", tag, joined([_operation(operation) for operation in operations]))


def _operation(operation: Described) -> Html:
    return html(
        "<section class='operation' id='{}'><h3><span class='method'>{}</span><code>{}</code></h3>"
        "<p>{}.</p><p>{}</p><p class='meta'>Right: <code>{}</code></p>{}{}{}"
        "<h4>Example</h4><pre>{}</pre></section>",
        operation["operationId"],
        operation["method"],
        operation["path"],
        operation["summary"],
        operation.get("description", ""),
        operation["x-required-right"],
        _parameters(operation.get("parameters", [])),
        _body(operation),
        _answers(operation["responses"]),
        curl(operation),
    )


def _parameters(parameters: list[Described]) -> Html:
    if not parameters:
        return Html("")
    rows = [
        html(
            "<tr><td><code>{}</code></td><td>{}{}</td><td>{}</td></tr>",
            parameter["name"],
            parameter["in"],
            ", required" if parameter["required"] else "",
            parameter.get("description") or parameter["schema"].get("description", ""),
        )
        for parameter in parameters
    ]
    return html("<h4>Parameters</h4><div class='wide'><table>{}</table></div>", joined(rows))


def _body(operation: Described) -> Html:
    contents = operation.get("requestBody", {}).get("content", {})
    return joined(
        [
            html("<h4>Body: {}</h4><pre>{}</pre>", media_type, _schema(content["schema"]))
            for media_type, content in contents.items()
        ]
    )


def _answers(answers: Described) -> Html:
    rows = [html("<tr><td>{}</td><td>{}</td></tr>", *row) for row in _answer_rows(answers)]
    return html("<h4>Answers</h4><div class='wide'><table>{}</table></div>", joined(rows))


def _answer_rows(answers: Described) -> Iterator[tuple[str, Html]]:
    for status, answer in answers.items():
        good = status.startswith("2")
        schemas = [
            _schema(content["schema"])
            for content in answer.get("content", {}).values()
            if "schema" in content
        ]
        yield status, html("<code>{}</code>", joined(schemas)) if good else html("{}", answer["description"])


def _component(name: str, schema: Described) -> Html:
    return html(
        "<details id='schema-{}'><summary>{}</summary><pre>{}</pre></details>", name, name, _schema(schema)
    )


def _schema(schema: Described) -> Html:
    """Show a schema; one that only refers to a component is a link to it."""
    reference = COMPONENT.fullmatch(str(schema.get("$ref", "")))
    if reference:
        return html("<a href='#schema-{}'>{}</a>", reference[1], reference[1])
    text = escape(json.dumps(schema, indent=2, ensure_ascii=False), quote=False)
    return Html(COMPONENT.sub(r"<a href='#schema-\1'>\1</a>", text))


def curl(operation: Described) -> str:
    """Write the call for a shell."""
    lines = [f'curl -X {operation["method"]} "$OMNICHANNEL_URL{operation["path"]}"']
    if operation["security"]:
        lines.append('-H "Authorization: Bearer $OMNICHANNEL_TOKEN"')
    lines += [f"-H '{name}: {value}'" for name, value in _example_headers(operation)]
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        if "example" in content:
            told = json.dumps(content["example"], ensure_ascii=False).replace("'", "'\\''")
            lines += [f"-H 'Content-Type: {media_type}'", f"-d '{told}'"]
        else:
            lines.append("-F file=@picture.jpg -F alt_text='What the picture shows'")
    return " \\\n  ".join(lines)


def _example_headers(operation: Described) -> Iterator[tuple[str, str]]:
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "header" and "example" in parameter:
            yield parameter["name"], parameter["example"]
