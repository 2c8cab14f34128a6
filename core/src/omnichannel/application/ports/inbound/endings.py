"""What will end by itself."""

from typing import Protocol

from omnichannel.application.dtos.endings import EndingList
from omnichannel.domain.ending import Ending
from omnichannel.domain.rights import Principal


class ForecastEndingsUseCase(Protocol):
    """Tell what ends before anything stops because of it."""

    async def forecast(self, principal: Principal) -> EndingList:
        """
        Give the API versions and sign-ins that end soon, or before something that is planned.

        All accounts are looked at; the nearest 1,000 ends are told, and how many more there are.
        """
        ...

    def versions(self) -> list[Ending]:
        """Give the end of every API version that channels speak, where one is announced, however far."""
        ...

    def version_warnings(self) -> list[str]:
        """Tell in words which API versions end within 90 days, from manifests alone."""
        ...
