"""Imports the project's own modules rewritten, so that the watcher is asked wherever they wait."""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

from tests.reliability import watching
from tests.reliability.awaits import WATCHER, rewritten

OURS, NOT_WATCHED = "omnichannel", ("omnichannel_sandbox", "omnichannel.testing", "omnichannel.client")


def watch_imports() -> None:
    """Rewrite what is imported from now on. What was imported before stays as it is."""
    known = [name for name in sys.modules if is_watched(name)]
    assert not known, f"imported too early to be watched: {known}"
    sys.meta_path.insert(0, _Finder())


def is_watched(module: str) -> bool:
    """Whether *module* belongs to what runs in production; the pretend platforms do not."""
    return module.startswith(OURS) and not module.startswith(NOT_WATCHED)


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not is_watched(fullname):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and type(spec.loader) is SourceFileLoader:
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        """Compile the rewritten source; the compiled files beside it hold the real one, and stay."""
        path = self.get_filename(fullname)
        tree = rewritten(self.get_data(path).decode(), fullname).tree
        code: CodeType = compile(tree, path, "exec", dont_inherit=True)
        return code

    def exec_module(self, module: ModuleType) -> None:
        """Let the module know its watcher before it runs."""
        given: dict[str, Any] = {WATCHER: watching}
        vars(module).update(given)
        super().exec_module(module)
