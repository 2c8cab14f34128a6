"""Moments of the engine at which stories change the world, by the names that `awaits.py` gives."""

SERVICES = "omnichannel.application.services"
REPOSITORY = "omnichannel_sqlalchemy"
STORE = "async with self._store.unit_of_work() (enter)"
ACCEPTING = (f"{SERVICES}.schedule_message:ScheduleMessageService._accept_all: {STORE}", "before")
CLAIMING = (f"{SERVICES}.release_due:ReleaseDueService.release: {STORE}", "before")
CLAIMED = (f"{SERVICES}.release_due:ReleaseDueService.release: "
           "async with self._store.unit_of_work() (leave)", "after")  # fmt: skip
CLAIMING_FAN_OUT = (f"{SERVICES}.fan_out_due:FanOutDueService.fan_out: {STORE}", "before")
CONFIRMING = (f"{SERVICES}.deliver:DeliverService._dealt_with: "
              "await self._publish.confirmed(work)", "before")  # fmt: skip
MARKING = frozenset({
    ("omnichannel_email.sending:SmtpConversation.send: await irreversible()", "before"),
    ("omnichannel_facebook.gateway:FacebookGateway.publish: await attempt.irreversible()", "before"),
})  # fmt: skip
OUTCOME_KNOWN = (f"{SERVICES}.deliver:DeliverService._one: "
                 "await self._settle.put(replace(settlement, fence=self._held[id]))", "before")  # fmt: skip
SENDING = (f"{SERVICES}.publish_post:PublishPost._one_request: "
           "await work.channel.http.send(request)", "before")  # fmt: skip
SENT = (SENDING[0], "after")
SETTLING = (f"{SERVICES}.settle_deliveries:SettleDeliveries._changed: {STORE}", "before")
SETTLING_RESTS = (f"{SERVICES}.settle_deliveries:SettleDeliveries._changed: "
                  "await asyncio.sleep(FIRST_PAUSE_SECONDS * 2 ** tried)", "after")  # fmt: skip
RESTS = ("omnichannel_local.rounds:Rounds.run: await asyncio.sleep(AFTER_FAULT_SECONDS)", "after")
CLAIMING_REFRESH = (f"{SERVICES}.refresh_accounts:RefreshAccountsService.refresh: {STORE}", "before")
RENEWING = (f"{SERVICES}.renew_sign_in:RenewSignIn._answer: "
            "await answer_of(channel.gateway.refresh(opened, channel.http))", "before")  # fmt: skip
KEEPING_REFRESHED = (f"{SERVICES}.renew_sign_in:RenewSignIn._kept: "
                     "async with self._store.unit_of_work(held.workspace_id) (enter)", "before")  # fmt: skip
KEEPING_RESTS = (f"{SERVICES}.renew_sign_in:RenewSignIn._keep: "
                 "await asyncio.sleep(FIRST_PAUSE_SECONDS * 2 ** tried)", "after")  # fmt: skip
CALLING_OFF = (f"{SERVICES}.cancel_message:CancelMessageService.cancel: "
               "async with self._store.unit_of_work(principal.workspace_id) (enter)", "before")  # fmt: skip
RELEASING = (f"{SERVICES}.answer_once:AnswerOnceService.release: "
             "async with self._store.unit_of_work(workspace_id) (enter)", "before")  # fmt: skip
DRAINING = ("omnichannel_local.worker:Worker.drain: await self._change()", "before")
DRAINED = ("omnichannel_local.worker:Worker.drain: "
           "await asyncio.gather(*self._running, return_exceptions=True)", "before")  # fmt: skip
TELLING = (f"{SERVICES}.tell_webhooks:TellWebhooksService._kept: {STORE}", "before")
SETTLED = (
    "omnichannel.application.settlement_news:SettlementNews.tell: "
    "await announced(self._publisher, DeliveriesSettled(states, any((one.lets_next_go for one in told))))",
    "before",
)
