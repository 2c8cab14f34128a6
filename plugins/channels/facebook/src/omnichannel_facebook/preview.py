"""How a post on a page is drawn (schema "preview-1"). The fold is a hint found in practice, unconfirmed."""

from typing import Any

PREVIEW: dict[str, Any] = {
    "v": 1,
    "surface": "feed",
    "width": 500,
    "colors": {
        "light": {
            "ground": "#F0F2F5",
            "card": "#FFFFFF",
            "text": "#080809",
            "muted": "#5F6368",
            "accent": "#0064D1",
        },
        "dark": {
            "ground": "#1C1C1D",
            "card": "#252728",
            "text": "#E2E5E9",
            "muted": "#B0B3B8",
            "accent": "#5AA7FF",
        },
    },
    "parts": [
        {
            "kind": "box",
            "look": "card",
            "parts": [
                {
                    "kind": "header",
                    "avatar": "circle",
                    "title": "@account.name",
                    "lines": ["@time"],
                    "icon": "globe",
                },
                {
                    "kind": "text",
                    "value": "@text",
                    "fold": {"chars": 477, "label": "See more"},
                    "mark": ["link", "hashtag"],
                },
                {"kind": "media", "layout": "grid", "ratio": [0.8, 1.91], "max": 5, "when": "@media"},
                {
                    "kind": "link",
                    "layout": "below",
                    "show": ["image", "domain", "title"],
                    "unless": "@media",
                },
                {
                    "kind": "actions",
                    "items": [
                        {"icon": "like", "label": "Like"},
                        {"icon": "comment", "label": "Comment"},
                        {"icon": "share", "label": "Share"},
                    ],
                },
            ],
        }
    ],
}
