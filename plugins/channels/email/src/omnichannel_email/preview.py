"""How a mail is drawn (schema "preview-1")."""

from typing import Any

PREVIEW: dict[str, Any] = {
    "v": 1,
    "surface": "mail",
    "width": 640,
    "parts": [
        {
            "kind": "box",
            "look": "inset",
            "parts": [
                {"kind": "text", "value": "@from", "look": "lead"},
                {"kind": "text", "value": "@subject"},
                {"kind": "text", "value": "@preheader", "look": "small"},
            ],
        },
        {
            "kind": "box",
            "look": "card",
            "parts": [
                {"kind": "text", "value": "@subject", "look": "title"},
                {
                    "kind": "fields",
                    "rows": [{"label": "From", "value": "@from"}, {"label": "To", "value": "@to"}],
                },
                {"kind": "html", "when": "@html"},
                {"kind": "text", "value": "@text", "unless": "@html"},
                {"kind": "media", "layout": "list", "when": "@media"},
            ],
        },
    ],
}
