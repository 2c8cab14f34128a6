"""Which method of the client stands for which operation of the API."""

import json
import re
from functools import cache
from typing import Any

from tests.architecture.workspace import ROOT

OPERATIONS = {
    "askQuota": "accounts.quota",
    "cancelMessage": "messages.cancel",
    "chooseAccounts": "connections.choose",
    "connectAccount": "accounts.add",
    "createTemplate": "templates.create",
    "createWebhook": "webhooks.create",
    "disablePlugin": "plugins.disable",
    "editAccount": "accounts.edit",
    "editMedia": "media.edit",
    "editMessage": "messages.edit",
    "editTemplate": "templates.edit",
    "editWebhook": "webhooks.edit",
    "enablePlugin": "plugins.enable",
    "explainDelivery": "deliveries.explain",
    "getAccount": "accounts.get",
    "getChannel": "channels.get",
    "getConnection": "connections.get",
    "getDelivery": "deliveries.get",
    "getList": "recipient_lists.get",
    "getMedia": "media.get",
    "getMediaContent": "media.content",
    "getMediaThumbnail": "media.thumbnail",
    "getMessage": "messages.get",
    "getPlugin": "plugins.get",
    "getRecipient": "recipients.get",
    "getTemplate": "templates.get",
    "getWebhook": "webhooks.get",
    "keepRecipients": "recipients.put",
    "listAccounts": "accounts.list",
    "listChanges": "changes.list",
    "listChannels": "channels.list",
    "listDeliveries": "deliveries.list",
    "listEndings": "accounts.endings",
    "listLists": "recipient_lists.list",
    "listMedia": "media.list",
    "listMessages": "messages.list",
    "listPeople": "recipient_lists.recipients",
    "listPlugins": "plugins.list",
    "listRecipients": "recipients.list",
    "listTemplates": "templates.list",
    "listWebhookDeliveries": "webhooks.deliveries",
    "listWebhooks": "webhooks.list",
    "pauseAccount": "accounts.pause",
    "pauseWebhook": "webhooks.pause",
    "probeAccount": "accounts.probe",
    "readStatistics": "statistics.get",
    "reconnectAccount": "accounts.reconnect",
    "refreshAccount": "accounts.refresh",
    "removeAccount": "accounts.delete",
    "removeList": "recipient_lists.delete",
    "removeMedia": "media.delete",
    "removeRecipient": "recipients.delete",
    "removeTemplate": "templates.delete",
    "removeWebhook": "webhooks.delete",
    "renderTemplate": "templates.render",
    "replayWebhook": "webhooks.replay",
    "rescheduleMessage": "messages.reschedule",
    "resolveDelivery": "deliveries.resolve",
    "resumeAccount": "accounts.resume",
    "resumeWebhook": "webhooks.resume",
    "retryDelivery": "deliveries.retry",
    "rotateWebhookSecret": "webhooks.rotate_secret",
    "scheduleBatch": "messages.batch",
    "scheduleMessage": "messages.create",
    "simulateMessage": "messages.simulate",
    "startConnection": "connections.start",
    "streamChanges": "changes.stream",
    "testWebhook": "webhooks.test",
    "uploadList": "recipient_lists.upload",
    "uploadMedia": "media.upload",
}
NOT_FOR_PROGRAMS = {
    "explainProblem": "a page for who follows the address of a problem; the exception says the same",
    "landConnection": "a platform sends browsers there",
    "readDocumentation": "a page for people",
    "readDocumentationFile": "what that page is made of",
    "readHealth": "asked by whoever runs the server",
    "readMetrics": "read by Prometheus",
    "readOpenapi": "read by generators of other clients",
    "readReadiness": "asked by whoever runs the server",
}
BUILT_ON_OTHERS = {
    "accounts.find",
    "changes.last",
    "connections.wait",
    "messages.follow",
    "messages.page",
    "messages.send",
    "messages.wait",
    "messages.whole",
}
CALLED_ELSEWHERE = {"simulateMessage", "streamChanges", "uploadList", "uploadMedia"}


@cache
def document() -> dict[str, Any]:
    """Read the API document that is kept."""
    (newest,) = sorted(ROOT.glob("docs/reference/openapi-*.json"))[-1:]
    return dict(json.loads(newest.read_text("utf-8")))


@cache
def described() -> dict[str, dict[str, Any]]:
    """Give what the document says of each operation, with its method and path."""
    return {
        operation["operationId"]: {**operation, "method": method.upper(), "path": path}
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    }


def operation_of(method: str, asked: str) -> str:
    """Say which operation a request is for."""
    path = asked.partition("?")[0]
    fitting = [
        id
        for id, operation in described().items()
        if operation["method"] == method and _pattern(operation["path"]).fullmatch(path)
    ]
    return min(fitting, key=lambda id: described()[id]["path"].count("{"))


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/:]+", re.escape(path)))
