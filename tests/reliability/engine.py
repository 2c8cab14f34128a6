"""
The engine: every function that waits between accepting a message and settling its deliveries.

The list is closed in both directions. A place in it that no run passes fails the suite, unless
`NEVER_PASSED` says why; and a function that a run passes and that is not in it fails the suite.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tests.reliability.awaits import Place, rewritten

CORE = "omnichannel.application"
SQL = "omnichannel_sqlalchemy"
ALL = ("",)
"""Every function of a module."""

ENGINE: dict[str, tuple[str, ...]] = {
    f"{CORE}.accepting": ALL,
    f"{CORE}.coalescer": ALL,
    f"{CORE}.knowing": ("known_to", "lists_of", "standings_of"),
    f"{CORE}.observing": ALL,
    f"{CORE}.services.attempt": ALL,
    f"{CORE}.services.check_recipients": ALL,
    f"{CORE}.services.deliver": ALL,
    f"{CORE}.services.fan_out_due": ALL,
    f"{CORE}.services.known_account": ALL,
    f"{CORE}.services.look_for_post": ALL,
    f"{CORE}.services.publish_post": ALL,
    f"{CORE}.services.refresh_account": ALL,
    f"{CORE}.services.refresh_accounts": ALL,
    f"{CORE}.services.release_due": ALL,
    f"{CORE}.services.renew_sign_in": ALL,
    f"{CORE}.services.schedule_batch": ALL,
    f"{CORE}.services.schedule_message": ALL,
    f"{CORE}.services.settle_deliveries": ALL,
    f"{CORE}.services.tell_webhooks": ALL,
    f"{CORE}.settlement_news": ALL,
    "omnichannel.plugins.http.aio": ("AiohttpTransport.send", "_watched_connector"),
    "omnichannel.plugins.http.asyncio_network": (
        "AsyncioStream.read",
        "AsyncioStream._flush",
        "AsyncioNetwork.connect_tcp",
    ),
    "omnichannel.plugins.http.client": ALL,
    "omnichannel.plugins.http.guarded": (
        "GuardedTransport.send",
        "_CheckedConnections.connect_tcp",
        "_CheckedConnections._checked",
        "_CheckedConnections._first_of",
        "resolved",
    ),
    "omnichannel.plugins.http.pools": ALL,
    "omnichannel.plugins.http.transport": ("bounded",),
    "omnichannel.plugins.http.wire": ("Wire.read",),
    "omnichannel_email.connection": ALL,
    "omnichannel_email.gateway": ("EmailGateway.publish", "EmailGateway._write"),
    "omnichannel_email.sending": (
        "SmtpConversation.send",
        "SmtpConversation._prepare",
        "SmtpConversation._sign_in",
        "SmtpConversation._outcome",
        "SmtpConversation._read",
        "_size_option",
    ),
    "omnichannel_facebook.gateway": (
        "FacebookGateway.publish",
        "FacebookGateway.find",
        "FacebookGateway._read",
        "FacebookGateway._upload",
    ),
    "omnichannel_filesystem.media_store": ("FilesystemMediaStore.read",),
    "omnichannel_inprocess.event_publisher": ALL,
    "omnichannel_local.refresher": ALL,
    "omnichannel_local.rounds": ALL,
    "omnichannel_local.spreader": ALL,
    "omnichannel_local.teller": ALL,
    "omnichannel_local.ticker": ALL,
    "omnichannel_local.worker": ALL,
    f"{SQL}.account_repository": (
        "SqlAlchemyAccountRepository.get_by_id",
        "SqlAlchemyAccountRepository.get_many",
        "SqlAlchemyAccountRepository.claim_refresh",
        "SqlAlchemyAccountRepository.claim_refresh_of",
        "SqlAlchemyAccountRepository.next_refresh",
        "SqlAlchemyAccountRepository.save",
        "SqlAlchemyAccountRepository.save_many",
    ),
    f"{SQL}.audit_repository": ("SqlAlchemyAuditRepository.add",),
    f"{SQL}.change_repository": ("SqlAlchemyChangeRepository.after",),
    f"{SQL}.connections": (
        "SqliteConnection.execute",
        "SqliteConnection.call",
        "SqliteConnection.commit",
        "SqliteConnection.leave",
        "ConnectionPool.take",
    ),
    f"{SQL}.delivery_repository": tuple(
        f"SqlAlchemyDeliveryRepository.{name}"
        for name in (
            "add",
            "add_missing",
            "claim_due",
            "settle",
            "record_step",
            "next_due",
            "owners",
            "get_many",
            "wake",
        )
    ),
    f"{SQL}.fan_out_repository": tuple(
        f"SqlAlchemyFanOutRepository.{name}" for name in ("add", "claim_due", "advance", "next_due")
    ),
    f"{SQL}.idempotency_repository": (
        "SqlAlchemyIdempotencyRepository.get_many",
        "SqlAlchemyIdempotencyRepository.add",
    ),
    f"{SQL}.media_repository": ("SqlAlchemyMediaRepository.get_many",),
    f"{SQL}.media_uses": ("add",),
    f"{SQL}.message_repository": (
        "SqlAlchemyMessageRepository.add",
        "SqlAlchemyMessageRepository.get_by_id",
    ),
    f"{SQL}.recipient_list_repository": (
        "SqlAlchemyRecipientListRepository.get_many",
        "SqlAlchemyRecipientListRepository.people",
    ),
    f"{SQL}.recipient_repository": ("SqlAlchemyRecipientRepository.of_addresses",),
    f"{SQL}.scope": ALL,
    f"{SQL}.unit_of_work": ALL,
    f"{SQL}.webhook_repository": tuple(
        f"SqlAlchemyWebhookRepository.{name}" for name in ("of_workspaces", "heads", "place", "advance")
    ),
    f"{SQL}.worker_thread": ("WorkerThread.run",),
}

NOT_THE_ENGINE: dict[str, str] = {
    "omnichannel.bootstrap.opening:open_walk": "lets go of everything, after the last settlement",
    "omnichannel.plugins.http.aio:AiohttpTransport.aclose": "runs after the last settlement",
    "omnichannel.plugins.http.guarded:GuardedTransport.aclose": "runs after the last settlement",
    "omnichannel.plugins.http.clients:HttpClients.aclose": "runs after the last settlement",
    f"{SQL}.connections:ConnectionPool.connection": "opens the store, before the first message",
    f"{SQL}.connections:ConnectionPool.close": "runs after the last settlement",
    f"{SQL}.connections:SqliteConnection.close": "runs after the last settlement",
    f"{SQL}.worker_thread:WorkerThread.stop": "runs after the last settlement",
    f"{SQL}.store:SqlAlchemyStore.close": "runs after the last settlement",
}
"""What a run passes, too, and why no kill is needed there."""

NEVER_PASSED: dict[str, str] = {}
"""Places of the engine at which nothing can be killed, and why."""


@cache
def places() -> tuple[Place, ...]:
    """Give every place of the engine, in the order of the files."""
    return tuple(place for module in ENGINE for place in _places(module) if is_engine(place))


def is_engine(place: Place) -> bool:
    """Whether it stands in a function of the list, or inside of one."""
    functions = ENGINE.get(place.module, ())
    return any(f"{place.function}.".startswith(f"{name}.") or not name for name in functions)


def _places(module: str) -> list[Place]:
    spec = find_spec(module)
    assert spec is not None, f"there is no {module} any more: correct ENGINE"
    assert spec.origin is not None
    return rewritten(Path(spec.origin).read_text(encoding="utf-8"), module).places
