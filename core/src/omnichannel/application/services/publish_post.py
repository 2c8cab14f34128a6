"""PublishPost: asks a platform to publish one post, and turns whatever happens into an outcome."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

from omnichannel.application.plugin_call import answer_of
from omnichannel.application.ports.outbound.channel_gateway import OneRequest, Publishes
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.http import AnswerLost, HttpFault, NothingSent, Request
from omnichannel.application.ports.outbound.media_store import MediaStore
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.attempt import StoredAttempt
from omnichannel.application.services.work import Work
from omnichannel.domain.account import AccountState
from omnichannel.domain.errors import OmnichannelError, StoreUnavailable
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Deferred, Outcome, Pending, Refused, Unknown
from omnichannel.domain.resuming import resumption_of

_log = logging.getLogger("omnichannel.deliver")
CHECK_AGAIN = timedelta(seconds=10)
LONGEST_PENDING = timedelta(days=1)
REST = timedelta(seconds=10)
"""How long an account rests whose address did not answer: what waits for it must not take all slots."""


class PublishPost:
    """
    Publishes and checks.

    Args:
        margin: how long before its lease ends a request must have ended.
    """

    def __init__(
        self, store: Store, media_store: MediaStore, clock: Clock, *, lease: timedelta, margin: timedelta
    ) -> None:
        self._store, self._media_store, self._clock = store, media_store, clock
        self._lease, self._margin = lease, margin

    async def outcome(self, work: Work) -> Outcome:
        """Publish, and say what came of it. Never raises for anything a platform or plugin does."""
        one_request, publishes = work.channel.one_request, work.channel.publishes
        try:
            request = one_request.request(work.post, work.account) if one_request is not None else None
        except Exception as error:  # a plugin's fault before anything was sent
            _log.exception("The channel %s failed to make a request.", work.channel.name)
            return _plugin_failed(work, error)
        if request is not None and one_request is not None:
            return await self._one_request(work, request, one_request)
        if publishes is not None:
            return await self._several_steps(work, publishes)
        return _plugin_failed(work, TypeError("it neither made a request nor publishes"))

    def is_too_late(self, work: Work) -> bool:
        """Whether the worker was too busy to begin while the lease lasts. Nothing was sent then."""
        return self._time_left(work) <= timedelta()

    async def checked(self, work: Work) -> Outcome:
        """Ask about a pending publication; nothing that happens here can publish anything."""
        gateway, handle = work.channel.checks, work.claim.delivery.external_id
        if gateway is None or handle is None:
            return Unknown(f"{work.channel.label} cannot say whether it has finished.")
        if self._clock.now() > (work.claim.delivery.started_at or self._clock.now()) + LONGEST_PENDING:
            return Unknown(f"{work.channel.label} has not finished within a day.")
        try:
            async with asyncio.timeout(self._time_left(work).total_seconds()):
                return await answer_of(gateway.check(handle, work.account, work.channel.http))
        except (HttpFault, TimeoutError):
            return Pending(handle, CHECK_AGAIN)
        except Exception:  # a plugin's fault while reading: ask again later
            _log.exception("The channel %s failed to check.", work.channel.name)
            return Pending(handle, CHECK_AGAIN)

    async def confirmed(self, work: Work) -> Outcome:
        """
        Ask once more whether a published post arrived, where its platform can be asked.

        Whatever is no evidence is told as `Unknown`: no other moment comes, the next step is due.
        """
        gateway, handle = work.channel.checks, work.claim.delivery.external_id
        asks = work.channel.evidence == "checks" and work.claim.account.state is AccountState.ACTIVE
        if not asks or gateway is None or handle is None:
            return Unknown(f"No word came from {work.channel.label} that it arrived.")
        try:
            async with asyncio.timeout(self._time_left(work).total_seconds()):
                return await answer_of(gateway.check(handle, work.account, work.channel.http))
        except (HttpFault, TimeoutError):
            return Unknown(f"{work.channel.label} could not be asked whether it arrived.")
        except Exception as error:  # a plugin's fault while reading is no evidence
            _log.exception("The channel %s failed to check.", work.channel.name)
            return Unknown(f"The plugin of {work.channel.label} failed: {type(error).__name__}.")

    async def _one_request(self, work: Work, request: Request, gateway: OneRequest) -> Outcome:
        try:
            async with asyncio.timeout(self._time_left(work).total_seconds()):
                response = await work.channel.http.send(request)
        except NothingSent as error:
            return Deferred(str(error))
        except (AnswerLost, TimeoutError):
            return _answer_lost(work)
        except OmnichannelError as error:
            return Refused(
                FailureKind.MISCONFIGURED, str(error), "Nothing was published. Repair it, then retry."
            )
        except Exception as error:  # a fault of ours, and nobody knows how far the request came
            _log.exception("The client of the channel %s failed.", work.channel.name)
            return Unknown(f"Sending to {work.channel.label} failed: {type(error).__name__}.")
        try:
            return gateway.outcome(response)
        except Exception:  # a plugin's fault after the request: it may be published
            _log.exception("The channel %s failed to read an answer.", work.channel.name)
            return Unknown(
                f"{work.channel.label} answered {response.status}, and its plugin could not read it."
            )

    async def _several_steps(self, work: Work, gateway: Publishes) -> Outcome:
        attempt = StoredAttempt(work, self._store, self._media_store, self._clock, lease=self._lease)
        resumption = resumption_of(work.claim)
        if resumption is not None and resumption.is_too_often:
            return _stopped_too_often(resumption.stops)
        try:
            if resumption is not None:
                await attempt.resume(resumption)
            return await attempt.within(
                self._time_left(work), answer_of(gateway.publish(work.post, work.account, attempt))
            )
        except NothingSent as error:
            return Deferred(str(error))
        except (AnswerLost, TimeoutError) as error:
            return _answer_lost(work) if attempt.may_be_out else Deferred(_step_lost(work, error))
        except StoreUnavailable as error:  # a step could not be noted; that passes
            return Unknown(str(error)) if attempt.may_be_out else Deferred(f"{error} Nothing was published.")
        except OmnichannelError as error:
            if attempt.may_be_out:
                return Unknown(str(error))
            return Refused(
                FailureKind.MISCONFIGURED, str(error), "Nothing was published. Repair it, then retry."
            )
        except Exception as error:  # a plugin's fault: it knows best whether it had passed the last step
            _log.exception("The channel %s failed to publish.", work.channel.name)
            return _plugin_failed_midway(work, error)

    def _time_left(self, work: Work) -> timedelta:
        left = work.claim.lease_until - self._clock.now() - self._margin
        return min(left, work.channel.request_timeout)


def _answer_lost(work: Work) -> Outcome:
    if work.channel.is_repeatable:
        return replace(repeated(work.channel.label), rest=REST)
    return Unknown(
        f"The connection to {work.channel.label} broke after the post was handed over, so nobody knows yet "
        "whether it was published."
    )


def repeated(label: str) -> Deferred:
    """Send it again on a guess: whoever got it already knows it by its key."""
    return Deferred(f"{label} did not answer in time, so it is sent again.")


def _step_lost(work: Work, error: BaseException) -> str:
    what = "was too slow" if isinstance(error, TimeoutError) else "lost the connection"
    return f"{work.channel.label} {what} during a step before publishing. Nothing was published."


def _stopped_too_often(stops: int) -> Refused:
    return Refused(
        FailureKind.MISCONFIGURED,
        f"The worker stopped {stops} times while publishing this, each time at the same place. "
        "Nothing was published.",
        "The log of the server says why it stopped: often a file is too large for its memory. Then retry it.",
    )


def _plugin_failed(work: Work, error: Exception) -> Refused:
    return Refused(
        FailureKind.MISCONFIGURED,
        f"The plugin of {work.channel.label} failed: {type(error).__name__}.",
        "Nothing was published. The log has the details for the plugin's author.",
    )


def _plugin_failed_midway(work: Work, error: Exception) -> Unknown:
    return Unknown(f"The plugin of {work.channel.label} failed while publishing: {type(error).__name__}.")
