"""From a message to the post that one account publishes for one recipient."""

from typing import Any

from pydantic import BaseModel

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel.application.ports.outbound.channels import Channel
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.message import Message


def post_for(message: Message, channel: Channel, delivery: ChannelDelivery) -> Post[Any]:
    """
    Give the post of one delivery.

    Raises:
        pydantic.ValidationError: the message's options do not fit the channel's schema (any more).
    """
    options = channel.options.model_validate(dict(message.options_for(channel.name)))
    return post_with(message, channel, options, delivery)


def post_with(message: Message, channel: Channel, options: BaseModel, delivery: ChannelDelivery) -> Post[Any]:
    """Give the post of one delivery, with options that were validated already."""
    content = message.content_for(channel.name)
    return Post(
        key=delivery.id.hex,
        text=content.text,
        options=options,
        title=content.title,
        link=content.link,
        media=content.media,
        address=delivery.address,
        recipient_name=delivery.recipient_name,
    )
