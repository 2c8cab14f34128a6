"""All use cases, in one value: what bootstrap makes and presentation is given."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from omnichannel.application.ports.inbound.accounts import (
    AskQuotaUseCase,
    ConnectAccountUseCase,
    EditAccountUseCase,
    GetAccountsUseCase,
    PauseAccountUseCase,
    ProbeAccountUseCase,
    RefreshAccountUseCase,
    RemoveAccountUseCase,
)
from omnichannel.application.ports.inbound.answers import AnswerOnceUseCase
from omnichannel.application.ports.inbound.catalogue import CatalogueUseCase, SwitchPluginsUseCase
from omnichannel.application.ports.inbound.changes import FollowChangesUseCase
from omnichannel.application.ports.inbound.connections import (
    ChooseAccountsUseCase,
    LandConnectionUseCase,
    StartConnectionUseCase,
)
from omnichannel.application.ports.inbound.deliveries import (
    ExplainDeliveryUseCase,
    ListDeliveriesUseCase,
    ResolveDeliveryUseCase,
)
from omnichannel.application.ports.inbound.endings import ForecastEndingsUseCase
from omnichannel.application.ports.inbound.media import (
    EditMediaUseCase,
    ListMediaUseCase,
    RemoveMediaUseCase,
    ShowThumbnailUseCase,
    UploadMediaUseCase,
)
from omnichannel.application.ports.inbound.messages import (
    CancelMessageUseCase,
    EditMessageUseCase,
    GetMessageUseCase,
    ListMessagesUseCase,
    ScheduleBatchUseCase,
    ScheduleMessageUseCase,
    SimulateMessageUseCase,
)
from omnichannel.application.ports.inbound.metrics import ReadMetricsUseCase
from omnichannel.application.ports.inbound.recipient_lists import KeepRecipientListsUseCase
from omnichannel.application.ports.inbound.recipients import KeepRecipientsUseCase
from omnichannel.application.ports.inbound.statistics import ReadStatisticsUseCase
from omnichannel.application.ports.inbound.templates import ReadTemplatesUseCase, WriteTemplateUseCase
from omnichannel.application.ports.inbound.webhooks import KeepWebhooksUseCase, ReadWebhookLogUseCase


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases:
    """
    Everything a program or a person can ask.

    Attributes:
        readiness: names each part that is not ready with the reason; empty when all are.
    """

    schedule_message: ScheduleMessageUseCase
    schedule_batch: ScheduleBatchUseCase
    get_message: GetMessageUseCase
    list_messages: ListMessagesUseCase
    edit_message: EditMessageUseCase
    cancel_message: CancelMessageUseCase
    simulate_message: SimulateMessageUseCase
    list_deliveries: ListDeliveriesUseCase
    resolve_delivery: ResolveDeliveryUseCase
    explain_delivery: ExplainDeliveryUseCase
    connect_account: ConnectAccountUseCase
    get_accounts: GetAccountsUseCase
    edit_account: EditAccountUseCase
    pause_account: PauseAccountUseCase
    probe_account: ProbeAccountUseCase
    refresh_account: RefreshAccountUseCase
    remove_account: RemoveAccountUseCase
    ask_quota: AskQuotaUseCase
    forecast_endings: ForecastEndingsUseCase
    start_connection: StartConnectionUseCase
    land_connection: LandConnectionUseCase
    choose_accounts: ChooseAccountsUseCase
    upload_media: UploadMediaUseCase
    write_template: WriteTemplateUseCase
    read_templates: ReadTemplatesUseCase
    follow_changes: FollowChangesUseCase
    read_statistics: ReadStatisticsUseCase
    list_media: ListMediaUseCase
    edit_media: EditMediaUseCase
    remove_media: RemoveMediaUseCase
    show_thumbnail: ShowThumbnailUseCase
    keep_recipients: KeepRecipientsUseCase
    keep_recipient_lists: KeepRecipientListsUseCase
    catalogue: CatalogueUseCase
    answer_once: AnswerOnceUseCase
    switch_plugins: SwitchPluginsUseCase
    read_metrics: ReadMetricsUseCase
    keep_webhooks: KeepWebhooksUseCase
    read_webhook_log: ReadWebhookLogUseCase
    readiness: Callable[[], Awaitable[dict[str, str]]]
