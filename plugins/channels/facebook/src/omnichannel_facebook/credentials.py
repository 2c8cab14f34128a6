"""What an account needs to publish. The page's id is the account's `external_id`."""

import hashlib
import hmac

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class FacebookCredentials(BaseModel):
    """A page access token, and the app's secret where the app demands a proof with each call."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    access_token: SecretStr = Field(
        min_length=1,
        description="Page access token of a person with the task CREATE_CONTENT on the page; "
        "it needs pages_manage_posts and pages_read_engagement.",
    )
    app_secret: SecretStr | None = Field(
        None, description="The app's secret. Needed only where the app demands appsecret_proof."
    )

    def headers(self) -> dict[str, str]:
        """Give the header that carries the token, the only place where it travels."""
        return {"Authorization": f"Bearer {self.access_token.get_secret_value()}"}

    def proof(self) -> dict[str, str]:
        """
        Give the parameter `appsecret_proof`, or nothing where there is no app secret.

        Lower-case hexadecimal HMAC-SHA256 of the token, keyed with the secret; see
        https://developers.facebook.com/docs/graph-api/guides/secure-requests
        """
        if self.app_secret is None:
            return {}
        secret = self.app_secret.get_secret_value().encode()
        token = self.access_token.get_secret_value().encode()
        return {"appsecret_proof": hmac.new(secret, token, hashlib.sha256).hexdigest()}
