"""FacebookGateway: posts on the feed of a Facebook Page."""

from datetime import datetime
from typing import Any

from omnichannel.application.ports.outbound.channel_gateway import (
    Complaint,
    Post,
    PublishAttempt,
    RenderedPost,
    TextCount,
)
from omnichannel.application.ports.outbound.http import AnswerLost, HttpClient, NothingSent, Request, Response
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.content import MediaRef
from omnichannel.domain.outcome import Absent, CannotTell, Found, Outcome, Sighting
from omnichannel.domain.sign_in import Grant, Health
from omnichannel_facebook import connecting
from omnichannel_facebook.complaints import complaints_about
from omnichannel_facebook.finding import Page, candidates_from_items, page_from_response
from omnichannel_facebook.outcome import outcome_from_response, outcome_of_upload
from omnichannel_facebook.payload import (
    feed_request,
    photo_request,
    search_request,
    unpublished_photo_request,
)
from omnichannel_facebook.settings import FacebookSettings
from omnichannel_facebook.sign_in import App
from omnichannel_facebook.text import link_from_post, text_from_post


class UploadEnded(Exception):
    """An upload brought no photo; *outcome* says why. Never leaves this module."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__("an upload brought no photo")
        self.outcome = outcome


class FacebookGateway:
    """
    Text, a link or one picture is one request; several pictures are uploaded unseen, then published.

    Fulfils `ChannelGateway`, `OneRequest`, `Publishes`, `Reconciles`, `Connects` and `Probes`.
    """

    def __init__(self, settings: FacebookSettings) -> None:
        self._settings = settings

    def complaints(self, post: Post[Any]) -> list[Complaint]:
        """Say what Facebook would refuse, and what would look different than expected."""
        return complaints_about(post, self._settings)

    def render(self, post: Post[Any], account: OpenAccount | None = None) -> RenderedPost:
        """Give what stands on the page: a link beside pictures is the text's last line."""
        text = text_from_post(post)
        limit = self._settings.text_limit_characters
        return RenderedPost(
            text=text,
            link=link_from_post(post),
            media=post.media,
            sender=account.name if account else None,
            counts=(TextCount("text", len(text), limit, "characters"),),
        )

    def request(self, post: Post[Any], account: OpenAccount) -> Request | None:
        """Give the request; None for several pictures."""
        if len(post.media) > 1:
            return None
        make = photo_request if post.media else feed_request
        return make(post, account, self._settings)

    def outcome(self, response: Response) -> Outcome:
        """Read what the answer to a publishing request means."""
        return outcome_from_response(response, web_url=self._settings.web_url)

    async def publish(self, post: Post[Any], account: OpenAccount, attempt: PublishAttempt) -> Outcome:
        """
        Upload the pictures unseen, each a step of its own, then publish them together.

        Facebook deletes unseen pictures after about a day; a later attempt is then refused.
        """
        request = self.request(post, account)
        if request is None:
            try:
                photos = await self._upload(post.media, account, attempt)
            except UploadEnded as ended:
                return ended.outcome
            request = feed_request(post, account, self._settings, photos=photos)
        await attempt.irreversible()
        return self.outcome(await attempt.http.send(request))

    async def find(
        self, post: Post[Any], account: OpenAccount, http: HttpClient, *, since: datetime
    ) -> Sighting:
        """Read the page's posts since *since* and give those that could be *post*."""
        try:
            items = await self._read(account, http, since)
        except (NothingSent, AnswerLost):
            return CannotTell("Facebook could not be reached.")
        if isinstance(items, CannotTell):
            return items
        candidates = candidates_from_items(items, post, since=since, web_url=self._settings.web_url)
        return Found(candidates) if candidates else Absent()

    def authorization_url(self, *, state: str, redirect_uri: str) -> str:
        """Give the address of Facebook's login dialog."""
        return App(self._settings).dialog_url(state=state, redirect_uri=redirect_uri)

    async def exchange(self, code: str, *, redirect_uri: str, http: HttpClient) -> Grant:
        """Trade the code for the pages on which the person may post."""
        return await connecting.exchange(App(self._settings), code, redirect_uri=redirect_uri, http=http)

    async def probe(self, account: OpenAccount, http: HttpClient) -> Health:
        """Ask whether the page token is still good."""
        return await connecting.probe(account, self._settings, http)

    async def _read(self, account: OpenAccount, http: HttpClient, since: datetime) -> list[Any] | CannotTell:
        items: list[Any] = []
        after = ""
        for _ in range(self._settings.search_pages):
            request = search_request(account, self._settings, since=since, after=after)
            page = page_from_response(await http.send(request))
            if not isinstance(page, Page):
                return page
            items += page.items
            if not (after := page.after):
                return items
        return CannotTell(f"The page has more than {len(items)} posts since then.")

    async def _upload(
        self, pictures: tuple[MediaRef, ...], account: OpenAccount, attempt: PublishAttempt
    ) -> tuple[str, ...]:
        """Give the ids of the unseen photos, in order. Raises: UploadEnded."""
        photos = []
        for position, picture in enumerate(pictures):
            request = unpublished_photo_request(picture, account, self._settings)

            async def create(request: Request = request) -> str:
                uploaded = outcome_of_upload(await attempt.http.send(request))
                if isinstance(uploaded, str):
                    return uploaded
                raise UploadEnded(uploaded)

            photos.append(await attempt.step(f"photo-{position}", create))
        return tuple(photos)
