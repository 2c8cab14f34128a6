"""Names of request headers that more than one module reads."""

IDEMPOTENCY_KEY = "Idempotency-Key"
IF_MATCH = "If-Match"
LAST_EVENT_ID = "Last-Event-ID"
