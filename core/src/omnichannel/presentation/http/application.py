"""The HTTP application, the same in every runtime."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Lifespan

from omnichannel.application.ports.inbound.use_cases import UseCases
from omnichannel.presentation.http import (
    accounts,
    changes,
    channels,
    connections,
    deliveries,
    endings,
    explanations,
    health,
    media,
    messages,
    metrics,
    plugins,
    recipient_lists,
    recipients,
    statistics,
    templates,
    webhooks,
)
from omnichannel.presentation.http.about import about
from omnichannel.presentation.http.authentication import Authenticate
from omnichannel.presentation.http.correlation import Correlation
from omnichannel.presentation.http.counting import Counting
from omnichannel.presentation.http.dispatcher import Dispatcher
from omnichannel.presentation.http.error_net import ProblemAnswers, answer_to
from omnichannel.presentation.http.loopback import LoopbackOnly
from omnichannel.presentation.http.operations import Resource
from omnichannel.presentation.http.problem_kinds import NOT_FOUND
from omnichannel.presentation.http.problems import response_from
from omnichannel.presentation.http.rate_limit import Limiter, RateLimit
from omnichannel.presentation.http.request_bounds import RequestBounds
from omnichannel.presentation.http.security_headers import SecurityHeaders
from omnichannel.presentation.http.unknown_paths import UnknownPaths

RESOURCES = (
    Resource("/v1/messages", messages.schedule_message, messages.list_messages),
    Resource("/v1/messages:batch", messages.schedule_batch),
    Resource("/v1/messages:simulate", messages.simulate_message),
    Resource("/v1/messages/{id:uuid}", messages.get_message, messages.edit_message),
    Resource("/v1/messages/{id:uuid}:reschedule", messages.reschedule_message),
    Resource("/v1/messages/{id:uuid}:cancel", messages.cancel_message),
    Resource("/v1/deliveries", deliveries.list_deliveries),
    Resource("/v1/deliveries/{id:uuid}", deliveries.get_delivery),
    Resource("/v1/deliveries/{id:uuid}/explain", deliveries.explain_delivery),
    Resource("/v1/deliveries/{id:uuid}:resolve", deliveries.resolve_delivery),
    Resource("/v1/deliveries/{id:uuid}:retry", deliveries.retry_delivery),
    Resource("/v1/accounts", accounts.connect_account, accounts.list_accounts),
    Resource("/v1/accounts/{id:uuid}", accounts.get_account, accounts.edit_account, accounts.remove_account),
    Resource("/v1/accounts/{id:uuid}/credentials", accounts.reconnect_account),
    Resource("/v1/accounts/{id:uuid}/quota", accounts.ask_quota),
    Resource("/v1/accounts/{id:uuid}:probe", accounts.probe_account),
    Resource("/v1/accounts/{id:uuid}:refresh", accounts.refresh_account),
    Resource("/v1/accounts/{id:uuid}:pause", accounts.pause_account),
    Resource("/v1/accounts/{id:uuid}:resume", accounts.resume_account),
    Resource("/v1/endings", endings.list_endings),
    Resource("/v1/connections", connections.start_connection),
    Resource("/v1/connections/callback", connections.land_connection),
    Resource("/v1/connections/{id:uuid}", connections.get_connection),
    Resource("/v1/connections/{id:uuid}:choose", connections.choose_accounts),
    Resource("/v1/templates", templates.create_template, templates.list_templates),
    Resource(
        "/v1/templates/{id:uuid}",
        templates.get_template,
        templates.edit_template,
        templates.remove_template,
    ),
    Resource("/v1/templates/{id:uuid}:render", templates.render_template),
    Resource("/v1/webhooks", webhooks.create_webhook, webhooks.list_webhooks),
    Resource("/v1/webhooks/{id:uuid}", webhooks.get_webhook, webhooks.edit_webhook, webhooks.remove_webhook),
    Resource("/v1/webhooks/{id:uuid}/deliveries", webhooks.list_webhook_deliveries),
    Resource("/v1/webhooks/{id:uuid}:rotate-secret", webhooks.rotate_webhook_secret),
    Resource("/v1/webhooks/{id:uuid}:pause", webhooks.pause_webhook),
    Resource("/v1/webhooks/{id:uuid}:resume", webhooks.resume_webhook),
    Resource("/v1/webhooks/{id:uuid}:test", webhooks.test_webhook),
    Resource("/v1/webhooks/{id:uuid}:replay", webhooks.replay_webhook),
    Resource("/v1/changes", changes.list_changes),
    Resource("/v1/changes/stream", changes.stream_changes),
    Resource("/v1/statistics", statistics.read_statistics),
    Resource("/v1/media", media.upload_media, media.list_media),
    Resource("/v1/media/{id:uuid}", media.get_media, media.edit_media, media.remove_media),
    Resource("/v1/media/{id:uuid}/content", media.get_media_content),
    Resource("/v1/media/{id:uuid}/thumbnail", media.get_media_thumbnail),
    Resource("/v1/recipients", recipients.list_recipients, recipients.keep_recipients),
    Resource("/v1/recipients/{id:uuid}", recipients.get_recipient, recipients.remove_recipient),
    Resource("/v1/recipient-lists", recipient_lists.upload_list, recipient_lists.list_lists),
    Resource("/v1/recipient-lists/{id:uuid}", recipient_lists.get_list, recipient_lists.remove_list),
    Resource("/v1/recipient-lists/{id:uuid}/recipients", recipient_lists.list_people),
    Resource("/v1/channels", channels.list_channels),
    Resource("/v1/channels/{name}", channels.get_channel),
    Resource("/v1/plugins", plugins.list_plugins),
    Resource("/v1/plugins/{name}:enable", plugins.enable_plugin),
    Resource("/v1/plugins/{name}:disable", plugins.disable_plugin),
    Resource("/v1/plugins/{name}", plugins.get_plugin),
    Resource("/metrics", metrics.read_metrics),
    Resource("/healthz", health.read_health),
    Resource("/readyz", health.read_readiness),
    Resource("/problems/{slug}", explanations.explain_problem),
)

METHODS = ", ".join(
    sorted({each.method for resource in RESOURCES for each in resource.operations} | {"HEAD", "OPTIONS"})
)
"""Every method that something is served by."""


def create_application(
    use_cases: UseCases,
    *,
    authenticate: Authenticate,
    loopback_only: bool,
    rate_limit: RateLimit | None = None,
    lifespan: Lifespan[Starlette] | None = None,
) -> Starlette:
    """
    Make the application.

    Args:
        authenticate: tells whom a bearer token belongs to.
        loopback_only: refuse every host name but those of this machine.
        rate_limit: what one caller may send to this process; None takes the usual one.
        lifespan: opens and closes what the use cases need.
    """
    answering = [Middleware(each) for each in (Correlation, SecurityHeaders, ProblemAnswers, RequestBounds)]
    limiter = Limiter(rate_limit or RateLimit())
    application = Starlette(
        routes=[
            Route(resource.path, Dispatcher(resource, use_cases, authenticate, limiter), name=resource.path)
            for resource in (*RESOURCES, *about(RESOURCES))
        ],
        middleware=[*answering, Middleware(LoopbackOnly)] if loopback_only else answering,
        exception_handlers={HTTPException: AnswerOfRouter(authenticate, limiter)},
        lifespan=lifespan,
    )
    application.router.redirect_slashes = False
    return application


class AnswerOfRouter:
    """Answers where no resource does."""

    def __init__(self, authenticate: Authenticate, limiter: Limiter) -> None:
        self._counting = Counting(authenticate, limiter)
        self._unknown = UnknownPaths(resource.path for resource in RESOURCES)

    async def __call__(self, request: Request, error: Exception) -> Response:
        """Tell what is wrong with the path; or what else the framework refused."""
        if isinstance(error, HTTPException) and error.status_code == NOT_FOUND.status:
            problem = self._unknown.problem_at(request.scope["path"])
        else:
            problem = answer_to(error, request.scope)
        return response_from(self._counting.with_limit(problem, request.headers), request.scope)
