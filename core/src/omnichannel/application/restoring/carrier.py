"""Carries records over: as they stood in the archive, and as they stand after the restore."""

from datetime import datetime
from typing import Any
from uuid import UUID

from omnichannel.application.ports.outbound.archive_repository import ArchivedDelivery
from omnichannel.application.ports.outbound.key_provider import WrongKey
from omnichannel.application.restoring.restored import Restored
from omnichannel.application.sealing import SealBroken, sealed_under
from omnichannel.application.vault import Vault
from omnichannel.domain.account import Account, AccountState, PausedBy
from omnichannel.domain.carrying_over import carried_over, fan_out_carried_over, standby_carried_over
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.fan_out import FanOut
from omnichannel.domain.message import Message
from omnichannel.domain.webhook import is_backstage


class Carrier:
    """
    Says of each record what it is after the restore, and counts it.

    Records come in the order of the archive's kinds: accounts and messages before the fan-outs.

    Args:
        told: where it is counted.
        vault: None where no key is looked at.
        nothing_sent_since: the original was stopped before the backup.
    """

    def __init__(
        self, told: Restored, *, vault: Vault | None, now: datetime, nothing_sent_since: bool
    ) -> None:
        self._told, self._vault, self._now = told, vault, now
        self._nothing_sent_since = nothing_sent_since
        self._channels: dict[UUID, str] = {}
        self._times: dict[UUID, datetime] = {}

    def carried(self, record: Any) -> Any:
        """Give *record* as it is after the restore; most kinds stay as they were."""
        match record:
            case Account():
                return self._account(record)
            case Message():
                return self._message(record)
            case ArchivedDelivery():
                return self._delivery(record)
            case FanOut():
                return self._fan_out(record)
            case _:
                return record

    def _account(self, account: Account) -> Account:
        """Pause an account whose credentials cannot be unsealed: it would only fail."""
        if not is_backstage(account.workspace_id):
            self._told.workspaces.add(account.workspace_id)
        self._channels[account.id] = account.channel
        if self._vault is None or not account.sealed:
            return account
        try:
            self._vault.demand_key(account)
        except (WrongKey, SealBroken):
            if account.state is AccountState.PAUSED:
                return account
            key = sealed_under(account.sealed)
            self._told.unsealable.append((account.name, key))
            return _paused(account, key)
        return account

    def _message(self, message: Message) -> Message:
        if (message.has_lists or message.has_chains) and message.schedule is not None:
            self._times[message.id] = message.schedule.instant
        return message

    def _delivery(self, record: ArchivedDelivery) -> ArchivedDelivery:
        was = record.delivery
        delivery = self._standby(was) if was.state is DeliveryState.STANDBY else self._carried_over(was)
        self._told.note(delivery, was=was)
        return record if delivery is was else ArchivedDelivery(delivery=delivery)

    def _standby(self, delivery: ChannelDelivery) -> ChannelDelivery:
        planned_at, nothing = self._times.get(delivery.message_id), self._nothing_sent_since
        return standby_carried_over(delivery, planned_at, now=self._now, nothing_sent_since=nothing)

    def _carried_over(self, delivery: ChannelDelivery) -> ChannelDelivery:
        return carried_over(
            delivery,
            snapshot_at=self._told.snapshot_at,
            now=self._now,
            nothing_sent_since=self._nothing_sent_since,
        )

    def _fan_out(self, fan_out: FanOut) -> FanOut:
        planned_at = self._times.get(fan_out.message_id)
        after = fan_out_carried_over(
            fan_out,
            planned_at,
            snapshot_at=self._told.snapshot_at,
            now=self._now,
            nothing_sent_since=self._nothing_sent_since,
        )
        channel = self._channels.get(fan_out.account_id, "")
        self._told.note_fan_out(after, channel, planned_at=planned_at or self._now)
        return after


def _paused(account: Account, key: str) -> Account:
    reason = (
        f"Its credentials were sealed under the key {key}, which is not here. "
        "Connect the account again, or put that key back and resume the account."
    )
    return account.paused(PausedBy.SIGN_IN, reason)
