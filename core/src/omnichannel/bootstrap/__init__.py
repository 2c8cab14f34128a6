"""The only place where concrete meets abstract: a pack's plugins become a running walk."""

from omnichannel.bootstrap.opening import open_walk
from omnichannel.bootstrap.walk import Walk

__all__ = ["Walk", "open_walk"]
