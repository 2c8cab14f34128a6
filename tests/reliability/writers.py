"""Finds the functions of the core that change deliveries, by the syntax tree."""

import ast
from collections.abc import Iterator
from pathlib import Path

import omnichannel.application as application

WRITERS = frozenset(
    {
        "add",
        "add_missing",
        "cancel",
        "claim_due",
        "confirm",
        "record_step",
        "remove_unreleased",
        "retire",
        "save",
        "settle",
        "wake",
    }
)
"""Methods of the port `DeliveryRepository` that change something."""
READERS = frozenset(
    {
        "attempts_of",
        "count_due",
        "count_due_after",
        "first_of",
        "get_by_id",
        "get_many",
        "lane",
        "line_of",
        "next_due",
        "of_chains",
        "of_messages",
        "of_posts",
        "owners",
        "page",
        "planned",
    }
)
"""All others."""
CHANGES = {
    "deliveries": WRITERS,
    "webhooks": frozenset({"replay", "forget"}),
    "archive": frozenset({"add"}),
}
"""By the name of a repository in a unit of work: which of its methods change deliveries."""


def writers() -> list[str]:
    """Name each function that calls such a method, as `engine.py` names functions."""
    (root,) = map(Path, application.__path__)
    return sorted(name for path in root.rglob("*.py") for name in _in_file(path, root))


def _in_file(path: Path, root: Path) -> Iterator[str]:
    module = ".".join((application.__name__, *path.relative_to(root).with_suffix("").parts))
    return _inside(ast.parse(path.read_text("utf-8")), module, ())


def _inside(node: ast.AST, module: str, path: tuple[str, ...]) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _inside(child, module, (*path, child.name))
            continue
        if _writes(child):
            yield f"{module}:{'.'.join(path)}"
        yield from _inside(child, module, path)


def _writes(node: ast.AST) -> bool:
    """Whether it is `<something>.<repository>.<writer>(...)`."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    asked = node.func.value
    return isinstance(asked, ast.Attribute) and node.func.attr in CHANGES.get(asked.attr, frozenset())
