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
HTTP = "omnichannel.presentation.http"
SQL = "omnichannel_sqlalchemy"
ALL = ("",)
"""Every function of a module."""

ENGINE: dict[str, tuple[str, ...]] = {
    f"{CORE}.accepting": ALL,
    f"{CORE}.coalescer": ALL,
    f"{CORE}.first_use": ALL,
    f"{CORE}.knowing": ("known_to", "lists_of", "standings_of", "with_fan_outs"),
    f"{CORE}.observing": ALL,
    f"{CORE}.plugin_call": ALL,
    f"{CORE}.services.answer_once": ALL,
    f"{CORE}.services.attempt": ALL,
    f"{CORE}.services.cancel_message": ALL,
    f"{CORE}.services.check_recipients": ALL,
    f"{CORE}.services.confirm_delivery": ALL,
    f"{CORE}.services.connect_account": ("ConnectAccountService.reconnect",),
    f"{CORE}.services.deliver": ALL,
    f"{CORE}.services.edit_message": ALL,
    f"{CORE}.services.fan_out_due": ALL,
    f"{CORE}.services.known_account": ALL,
    f"{CORE}.services.look_for_post": ALL,
    f"{CORE}.services.pause_account": ALL,
    f"{CORE}.services.publish_post": ALL,
    f"{CORE}.services.refresh_account": ALL,
    f"{CORE}.services.refresh_accounts": ALL,
    f"{CORE}.services.release_due": ALL,
    f"{CORE}.services.remove_account": ALL,
    f"{CORE}.services.renew_sign_in": ALL,
    f"{CORE}.services.resolve_delivery": (
        "ResolveDeliveryService.resolve",
        "ResolveDeliveryService.retry",
        "ResolveDeliveryService._decide",
        "_known",
        "_shown",
        "_chain_of",
    ),
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
    f"{HTTP}.accounts": ("pause_account", "reconnect_account", "remove_account", "resume_account"),
    f"{HTTP}.deliveries": ("resolve_delivery", "retry_delivery"),
    f"{HTTP}.dispatcher": ALL,
    f"{HTTP}.messages": ("schedule_message", "edit_message", "reschedule_message", "cancel_message"),
    f"{HTTP}.repeating": ALL,
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
            "attempts_of",
            "cancel",
            "claim_due",
            "confirm",
            "get_by_id",
            "get_many",
            "next_due",
            "of_chains",
            "of_messages",
            "of_posts",
            "owners",
            "record_step",
            "remove_unreleased",
            "retire",
            "save",
            "settle",
            "wake",
            "_go_on",
            "_steps_of",
        )
    ),
    f"{SQL}.fan_out_repository": tuple(
        f"SqlAlchemyFanOutRepository.{name}"
        for name in ("add", "claim_due", "advance", "next_due", "of_messages", "remove", "stop")
    ),
    f"{SQL}.idempotency_repository": tuple(
        f"SqlAlchemyIdempotencyRepository.{name}"
        for name in ("get_many", "add", "claim", "keep", "release", "renew")
    ),
    f"{SQL}.media_repository": ("SqlAlchemyMediaRepository.get_many",),
    f"{SQL}.media_uses": ("add", "replace"),
    f"{SQL}.message_repository": tuple(
        f"SqlAlchemyMessageRepository.{name}"
        for name in ("add", "get_by_id", "get_summary", "save", "_counted")
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

_UNREAD = "the request is still being read: nothing was asked for yet"
_HANDS_ON = "hands a request or an answer on, and keeps nothing: to die there is to die in the dispatcher"

NOT_THE_ENGINE: dict[str, str] = {
    "omnichannel.bootstrap.opening:open_walk": "lets go of everything, after the last settlement",
    "omnichannel.plugins.http.aio:AiohttpTransport.aclose": "runs after the last settlement",
    "omnichannel.plugins.http.guarded:GuardedTransport.aclose": "runs after the last settlement",
    "omnichannel.plugins.http.clients:HttpClients.aclose": "runs after the last settlement",
    f"{HTTP}.bodies:JsonBody.read": _UNREAD,
    f"{HTTP}.bounds:bounded": _UNREAD,
    f"{HTTP}.bounds:read_body": _UNREAD,
    f"{HTTP}.correlation:Correlation.__call__": _HANDS_ON,
    f"{HTTP}.correlation:Correlation.__call__.send_with_id": _HANDS_ON,
    f"{HTTP}.error_net:ProblemAnswers.__call__": _HANDS_ON,
    f"{HTTP}.error_net:_Watched.__call__": _HANDS_ON,
    f"{HTTP}.loopback:LoopbackOnly.__call__": _HANDS_ON,
    f"{HTTP}.request_bounds:RequestBounds.__call__": _HANDS_ON,
    f"{HTTP}.security_headers:SecurityHeaders.__call__": _HANDS_ON,
    f"{HTTP}.security_headers:SecurityHeaders.__call__.send_with_headers": _HANDS_ON,
    f"{SQL}.connections:ConnectionPool.connection": "opens the store, before the first message",
    f"{SQL}.connections:ConnectionPool.close": "runs after the last settlement",
    f"{SQL}.connections:SqliteConnection.close": "runs after the last settlement",
    f"{SQL}.worker_thread:WorkerThread.stop": "runs after the last settlement",
    f"{SQL}.store:SqlAlchemyStore.close": "runs after the last settlement",
}
"""What a run passes, too, and why no kill is needed there."""

NEVER_PASSED: dict[str, str] = {
    f"{HTTP}.dispatcher:Dispatcher._answer: await self._answer_to(NOBODY, operation, request)": (
        "what is public changes nothing"
    ),
}
"""Places of the engine at which nothing can be killed, and why."""

WRITES_BESIDE: dict[str, str] = {
    f"{CORE}.services.choose_accounts:_keep": "wakes in the commit of the account, as `reconnect` does",
    f"{CORE}.services.probe_account:ProbeAccountService._keep": "wakes in that commit, as `resume` does",
    f"{CORE}.services.keep_webhooks:KeepWebhooksService.remove": "retires in one commit, as `remove` does",
    f"{CORE}.services.keep_webhooks:KeepWebhooksService._change": "wakes in one commit, as `resume` does",
    f"{CORE}.services.read_webhook_log:ReadWebhookLogService.test": "adds a test event, in one commit",
    f"{CORE}.services.read_webhook_log:ReadWebhookLogService.replay": (
        "makes events due again in one commit; a receiver knows a repeated one by its `webhook-id`"
    ),
    f"{CORE}.services.purge_webhooks:PurgeWebhooksService._drop": (
        "drops events that have ended, and that nobody looks at any more, in one commit"
    ),
    f"{CORE}.services.restore:_add": "fills an empty store in one commit, while no engine runs on it",
}
"""What changes deliveries beside the engine, and why what is killed elsewhere is enough."""


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
