"""What is bounded, and by whom."""

SPECIFICATION = "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"
BODY_LIMIT_BYTES = 20_000
"""The specification asks for bodies below 20 kB."""
SECRET_BYTES = range(24, 65)
"""How long a secret may be."""
