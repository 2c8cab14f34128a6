"""From parts to use cases: one line each."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from omnichannel.application.changes_tail import ChangesTail
from omnichannel.application.dtos.plugin_reports import PluginReport
from omnichannel.application.ports.inbound.use_cases import UseCases
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.answer_once import AnswerOnceService
from omnichannel.application.services.ask_quota import AskQuotaService
from omnichannel.application.services.cancel_message import CancelMessageService
from omnichannel.application.services.choose_accounts import ChooseAccountsService
from omnichannel.application.services.connect_account import ConnectAccountService
from omnichannel.application.services.edit_account import EditAccountService
from omnichannel.application.services.edit_media import EditMediaService
from omnichannel.application.services.edit_message import EditMessageService
from omnichannel.application.services.explain_delivery import ExplainDeliveryService
from omnichannel.application.services.follow_changes import FollowChangesService
from omnichannel.application.services.forecast_endings import ForecastEndingsService
from omnichannel.application.services.get_accounts import GetAccountsService
from omnichannel.application.services.get_message import GetMessageService
from omnichannel.application.services.keep_recipient_lists import KeepRecipientListsService
from omnichannel.application.services.keep_recipients import KeepRecipientsService
from omnichannel.application.services.keep_webhooks import KeepWebhooksService
from omnichannel.application.services.land_connection import LandConnectionService
from omnichannel.application.services.list_deliveries import ListDeliveriesService
from omnichannel.application.services.list_media import ListMediaService
from omnichannel.application.services.list_messages import ListMessagesService
from omnichannel.application.services.pause_account import PauseAccountService
from omnichannel.application.services.probe_account import ProbeAccountService
from omnichannel.application.services.read_metrics import ReadMetricsService, Slots
from omnichannel.application.services.read_statistics import ReadStatisticsService
from omnichannel.application.services.read_templates import ReadTemplatesService
from omnichannel.application.services.read_webhook_log import ReadWebhookLogService
from omnichannel.application.services.refresh_account import RefreshAccountService
from omnichannel.application.services.remove_account import RemoveAccountService
from omnichannel.application.services.remove_media import RemoveMediaService
from omnichannel.application.services.renew_sign_in import RenewSignIn
from omnichannel.application.services.resolve_delivery import ResolveDeliveryService
from omnichannel.application.services.schedule_batch import ScheduleBatchService
from omnichannel.application.services.schedule_message import ScheduleMessageService
from omnichannel.application.services.show_thumbnail import ShowThumbnailService
from omnichannel.application.services.simulate_message import SimulateMessageService
from omnichannel.application.services.start_connection import StartConnectionService
from omnichannel.application.services.upload_media import UploadMediaService
from omnichannel.application.services.write_template import WriteTemplateService
from omnichannel.bootstrap.parts import Parts
from omnichannel.plugins.examination import Surroundings, examine, installed
from omnichannel.plugins.states import Plugin
from omnichannel.plugins.switching import SwitchPluginsService


def use_cases_of(parts: Parts, tail: ChangesTail, slots: Slots, renew: RenewSignIn) -> UseCases:
    """Make every use case."""
    lease, url = timedelta(seconds=parts.settings.lease_seconds), parts.public_url
    store, channels, publisher, clock = parts.store, parts.channels, parts.publisher, parts.clock
    endings = ForecastEndingsService(store, parts.catalogue, clock)
    return UseCases(
        schedule_message=ScheduleMessageService(store, channels, publisher, clock, parts.observers),
        schedule_batch=ScheduleBatchService(store, channels, publisher, clock, parts.observers),
        get_message=GetMessageService(store),
        list_messages=ListMessagesService(store),
        edit_message=EditMessageService(store, channels, publisher, clock),
        cancel_message=CancelMessageService(store, clock),
        simulate_message=SimulateMessageService(store, channels, clock, parts.vault),
        list_deliveries=ListDeliveriesService(store),
        resolve_delivery=ResolveDeliveryService(store, channels, publisher, clock),
        explain_delivery=ExplainDeliveryService(store, channels, clock),
        connect_account=ConnectAccountService(store, channels, publisher, clock, parts.vault),
        get_accounts=GetAccountsService(store),
        edit_account=EditAccountService(store, clock),
        pause_account=PauseAccountService(store, publisher, clock),
        probe_account=ProbeAccountService(store, channels, publisher, clock, parts.vault),
        refresh_account=RefreshAccountService(store, channels, clock, renew, lease=lease),
        remove_account=RemoveAccountService(store, clock, parts.vault),
        ask_quota=AskQuotaService(store, channels, clock),
        forecast_endings=endings,
        start_connection=StartConnectionService(store, channels, clock, public_url=url),
        land_connection=LandConnectionService(store, channels, clock, parts.vault, public_url=url),
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
        keep_webhooks=KeepWebhooksService(store, channels, publisher, clock, parts.vault),
        read_webhook_log=ReadWebhookLogService(store, publisher, clock),
        catalogue=parts.catalogue,
        answer_once=AnswerOnceService(store, clock),
        switch_plugins=_switching(parts),
        read_metrics=ReadMetricsService(
            store, channels, endings, clock, measured=parts.measured, slots=slots
        ),
        readiness=_readiness(store),
    )


def _switching(parts: Parts) -> SwitchPluginsService:
    around = Surroundings(home=parts.settings.home, disabled={}, tables=parts.settings.plugins, opens=True)

    def examined(plugin: Plugin) -> PluginReport:
        subjects = [one for one in installed(parts.settings.home) if one.key == plugin.key]
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


def _readiness(store: Store) -> Callable[[], Any]:
    async def readiness() -> dict[str, str]:
        try:
            await store.ping()
        except Exception as error:  # whatever keeps the store from answering is what must be told
            return {"store": f"{type(error).__name__}: {error}"}
        return {}

    return readiness
