"""The only place where concrete meets abstract: a pack's plugins become a running walk."""

import logging
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from omnichannel.application.changes_tail import ChangesTail
from omnichannel.application.dtos.plugin_reports import PluginReport
from omnichannel.application.observing import Observers
from omnichannel.application.ports.inbound.use_cases import UseCases
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.plugin_switches import PluginSwitches
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.answer_once import AnswerOnceService
from omnichannel.application.services.ask_quota import AskQuotaService
from omnichannel.application.services.cancel_message import CancelMessageService
from omnichannel.application.services.check_recipients import CheckRecipients
from omnichannel.application.services.choose_accounts import ChooseAccountsService
from omnichannel.application.services.connect_account import ConnectAccountService
from omnichannel.application.services.deliver import DeliverService
from omnichannel.application.services.edit_account import EditAccountService
from omnichannel.application.services.edit_media import EditMediaService
from omnichannel.application.services.edit_message import EditMessageService
from omnichannel.application.services.explain_delivery import ExplainDeliveryService
from omnichannel.application.services.fan_out_due import FanOutDueService
from omnichannel.application.services.follow_changes import FollowChangesService
from omnichannel.application.services.forget_answers import ForgetAnswersService
from omnichannel.application.services.forget_changes import ForgetChangesService
from omnichannel.application.services.get_accounts import GetAccountsService
from omnichannel.application.services.get_message import GetMessageService
from omnichannel.application.services.keep_recipient_lists import KeepRecipientListsService
from omnichannel.application.services.keep_recipients import KeepRecipientsService
from omnichannel.application.services.land_connection import LandConnectionService
from omnichannel.application.services.list_deliveries import ListDeliveriesService
from omnichannel.application.services.list_media import ListMediaService
from omnichannel.application.services.list_messages import ListMessagesService
from omnichannel.application.services.look_for_post import LookForPost
from omnichannel.application.services.pause_account import PauseAccountService
from omnichannel.application.services.probe_account import ProbeAccountService
from omnichannel.application.services.publish_post import PublishPost
from omnichannel.application.services.read_statistics import ReadStatisticsService
from omnichannel.application.services.read_templates import ReadTemplatesService
from omnichannel.application.services.release_due import ReleaseDueService
from omnichannel.application.services.remove_account import RemoveAccountService
from omnichannel.application.services.remove_media import RemoveMediaService
from omnichannel.application.services.resolve_delivery import ResolveDeliveryService
from omnichannel.application.services.schedule_batch import ScheduleBatchService
from omnichannel.application.services.schedule_message import ScheduleMessageService
from omnichannel.application.services.settle_deliveries import SettleDeliveries
from omnichannel.application.services.show_thumbnail import ShowThumbnailService
from omnichannel.application.services.simulate_message import SimulateMessageService
from omnichannel.application.services.start_connection import StartConnectionService
from omnichannel.application.services.upload_media import UploadMediaService
from omnichannel.application.services.write_template import WriteTemplateService
from omnichannel.application.vault import Vault
from omnichannel.plugins.catalogue import CatalogueService
from omnichannel.plugins.channel_table import ChannelTable
from omnichannel.plugins.drivers import Drivers, drivers_of, make_home, required_by, settings_of
from omnichannel.plugins.examination import Surroundings, examine, installed
from omnichannel.plugins.groups import CHANNELS, EXTENSIONS
from omnichannel.plugins.http.client import ListedHostsClient
from omnichannel.plugins.http.transport import Transport
from omnichannel.plugins.imports import imported
from omnichannel.plugins.loading import load
from omnichannel.plugins.manifests import RuntimePack
from omnichannel.plugins.setting_names import check_names
from omnichannel.plugins.states import Plugin, broken
from omnichannel.plugins.switch_file import SwitchFile
from omnichannel.plugins.switched_off import disabled_by
from omnichannel.plugins.switching import SwitchPluginsService
from omnichannel.settings import Settings
from omnichannel.system_clock import SystemClock

_log = logging.getLogger("omnichannel.plugins")


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """
    Everything a runtime drives: use cases for its API, the two services of the walk, and tidying up.

    Attributes:
        tail: what streams of changes wait at; closed before the server stops, or they would hold it up.
    """

    use_cases: UseCases
    release: ReleaseDueService
    deliver: DeliverService
    fan_out: FanOutDueService
    forget: ForgetAnswersService
    forget_changes: ForgetChangesService
    tail: ChangesTail
    publisher: EventPublisher


@asynccontextmanager
async def open_walk(settings: Settings, pack: RuntimePack, transport: Transport) -> AsyncIterator[Walk]:
    """
    Load the pack's plugins, open them in order, and close them in the opposite one.

    Raises:
        PluginMissing, PluginUnusable: the pack cannot do without a plugin that is not there.
        WrongSetting: a setting of an active plugin is wrong.
    """
    make_home(settings)
    switches = SwitchFile(settings.home)
    disabled = disabled_by(settings.disabled_plugins, await switches.off())
    drivers, driver_plugins = drivers_of(pack, settings, disabled=disabled)
    channel_plugins = load(CHANNELS, pack.channels, disabled=disabled)
    extension_plugins = load(EXTENSIONS, pack.extensions, disabled=disabled)
    check_names(
        [*channel_plugins, *driver_plugins, *extension_plugins],
        fields=Settings.model_fields,
        tables=settings.plugins,
        disabled=settings.disabled_plugins,
        environment=os.environ,
    )
    channels = ChannelTable(
        channel_plugins,
        client_for=lambda name, hosts: ListedHostsClient(name, hosts, transport, drivers.media_store),
        settings_of=lambda manifest: settings_of(manifest, settings),
    )
    observers, extension_plugins = _observers(extension_plugins, settings)
    catalogue = CatalogueService(channels, [*driver_plugins, *extension_plugins])
    async with AsyncExitStack() as stack:
        stack.push_async_callback(transport.aclose)
        await drivers.keys.open()
        await drivers.store.open()
        stack.push_async_callback(drivers.store.close)
        await drivers.publisher.open()
        stack.push_async_callback(drivers.publisher.close)
        yield _walk(
            _Parts(
                settings=settings,
                drivers=drivers,
                channels=channels,
                observers=Observers(observers),
                catalogue=catalogue,
                switches=switches,
                required=required_by(pack),
                vault=Vault(drivers.keys),
                clock=SystemClock(),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What the services are made of."""

    settings: Settings
    drivers: Drivers
    channels: ChannelTable
    observers: Observers
    catalogue: CatalogueService
    switches: PluginSwitches
    required: Mapping[str, str]
    vault: Vault
    clock: Clock

    @property
    def store(self) -> Store:
        return self.drivers.store

    @property
    def publisher(self) -> EventPublisher:
        return self.drivers.publisher

    @property
    def public_url(self) -> str:
        return self.settings.public_url or f"http://{self.settings.host}:{self.settings.port}"


def _walk(parts: _Parts) -> Walk:
    store, clock = parts.store, parts.clock
    lease = timedelta(seconds=parts.settings.lease_seconds)
    return Walk(
        use_cases=_use_cases(parts, tail := ChangesTail(store)),
        release=ReleaseDueService(store, parts.channels, parts.publisher, clock, lease=lease),
        deliver=_deliver(parts, lease=lease),
        fan_out=FanOutDueService(store, parts.publisher, clock, lease=lease),
        forget=ForgetAnswersService(store, clock),
        forget_changes=ForgetChangesService(
            store, clock, kept=timedelta(days=parts.settings.changes_kept_days)
        ),
        tail=tail,
        publisher=parts.publisher,
    )


def _deliver(parts: _Parts, *, lease: timedelta) -> DeliverService:
    store, clock, margin = parts.store, parts.clock, lease / 4
    chance = Random()  # noqa: S311 - jitter, not a secret
    look_after = timedelta(seconds=parts.settings.look_after_seconds)
    return DeliverService(
        parts.channels,
        parts.vault,
        parts.observers,
        publish=PublishPost(store, parts.drivers.media_store, clock, lease=lease, margin=margin),
        recipients=CheckRecipients(store),
        look=LookForPost(store, clock, longest_request=lease - margin, chance=chance),
        settle=SettleDeliveries(
            store, parts.publisher, clock, parts.observers, look_after=look_after, chance=chance
        ),
    )


def _use_cases(parts: _Parts, tail: ChangesTail) -> UseCases:
    store, channels, publisher, clock = parts.store, parts.channels, parts.publisher, parts.clock
    return UseCases(
        schedule_message=ScheduleMessageService(store, channels, publisher, clock, parts.observers),
        schedule_batch=ScheduleBatchService(store, channels, publisher, clock, parts.observers),
        get_message=GetMessageService(store),
        list_messages=ListMessagesService(store),
        edit_message=EditMessageService(store, channels, publisher, clock),
        cancel_message=CancelMessageService(store, clock),
        simulate_message=SimulateMessageService(store, channels, clock, parts.vault),
        list_deliveries=ListDeliveriesService(store),
        resolve_delivery=ResolveDeliveryService(store, publisher, clock),
        explain_delivery=ExplainDeliveryService(store, channels, clock),
        connect_account=ConnectAccountService(store, channels, publisher, clock, parts.vault),
        get_accounts=GetAccountsService(store),
        edit_account=EditAccountService(store, clock),
        pause_account=PauseAccountService(store, publisher, clock),
        probe_account=ProbeAccountService(store, channels, publisher, clock, parts.vault),
        remove_account=RemoveAccountService(store, clock, parts.vault),
        ask_quota=AskQuotaService(store, channels, clock),
        start_connection=StartConnectionService(store, channels, clock, public_url=parts.public_url),
        land_connection=LandConnectionService(
            store, channels, clock, parts.vault, public_url=parts.public_url
        ),
        choose_accounts=ChooseAccountsService(store, channels, publisher, clock, parts.vault),
        upload_media=UploadMediaService(store, parts.drivers.media_store, clock),
        write_template=WriteTemplateService(store, clock),
        read_templates=ReadTemplatesService(store),
        follow_changes=FollowChangesService(store, tail),
        read_statistics=ReadStatisticsService(store, clock),
        list_media=ListMediaService(store),
        edit_media=EditMediaService(store, clock),
        remove_media=RemoveMediaService(store, parts.drivers.media_store, clock),
        show_thumbnail=ShowThumbnailService(store, parts.drivers.media_store),
        keep_recipients=KeepRecipientsService(store, clock),
        keep_recipient_lists=KeepRecipientListsService(store, clock),
        catalogue=parts.catalogue,
        answer_once=AnswerOnceService(store, clock),
        switch_plugins=_switching(parts),
        readiness=_readiness(store),
    )


def _switching(parts: _Parts) -> SwitchPluginsService:
    around = Surroundings(home=parts.settings.home, disabled={}, tables=parts.settings.plugins, opens=True)

    def examined(plugin: Plugin) -> PluginReport:
        subjects = [one for one in installed() if one.key == plugin.key]
        return examine(subjects, around)[0]

    return SwitchPluginsService(
        parts.channels,
        parts.catalogue,
        parts.switches,
        store=parts.store,
        publisher=parts.publisher,
        clock=parts.clock,
        required=parts.required,
        by_settings=parts.settings.disabled_plugins,
        examine=examined,
    )


def _observers(plugins: Sequence[Plugin], settings: Settings) -> tuple[list[Any], list[Plugin]]:
    """Open the observers; gives them, and the plugins with those that did not open as broken."""
    observers, after = [], list(plugins)
    for place, plugin in enumerate(plugins):
        if plugin.manifest is None or not plugin.manifest.opens:
            continue
        own = settings_of(plugin.manifest, settings)
        try:
            observers.append(imported(plugin.manifest.opens)(own))
        except Exception as error:  # an extension's fault: everything else works on
            _log.exception("The extension %r does not open and is passed over.", plugin.name)
            after[place] = broken(plugin, error)
    return observers, after


def _readiness(store: Store) -> Callable[[], Any]:
    async def readiness() -> dict[str, str]:
        try:
            await store.ping()
        except Exception as error:  # whatever keeps the store from answering is what must be told
            return {"store": f"{type(error).__name__}: {error}"}
        return {}

    return readiness
