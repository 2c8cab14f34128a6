"""
Names every place where code waits, and rewrites it so that a watcher is asked before and after it.

A name is made of module, function and text, and counts only where the same text comes again in the
same function: it stays the same while lines move. A place is an `await`, and entering and leaving an
`async with`, and each step of an `async for`.
"""

import ast
from collections import Counter
from dataclasses import dataclass

WATCHER = "__watch__"
"""What the rewritten code calls the module of `watching.py`."""
MOMENTS = ("before", "after")


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere that code waits: *text* in *function* of *module*."""

    module: str
    function: str
    text: str

    def __str__(self) -> str:
        return f"{self.module}:{self.function}: {self.text}"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A module that asks the watcher, and the places where it does."""

    tree: ast.Module
    places: list[Place]


def rewritten(source: str, module: str) -> Rewritten:
    """Name all places of *source* and rewrite them."""
    rewriter = _Rewriter(module)
    tree = rewriter.visit(ast.parse(source))
    return Rewritten(ast.fix_missing_locations(tree), rewriter.places)


class _Rewriter(ast.NodeTransformer):
    def __init__(self, module: str) -> None:
        self._module, self._path = module, list[str]()
        self._times: Counter[tuple[str, str]] = Counter()
        self.places: list[Place] = []

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._inside(node, node.name)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._inside(node, node.name)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._inside(node, node.name)

    def visit_Await(self, node: ast.Await) -> ast.AST:
        name = self._named(f"await {ast.unparse(node.value)}")
        self.generic_visit(node)
        node.value = _asked("before", name, node.value)
        return _asked("after", name, node)

    def visit_AsyncWith(self, node: ast.AsyncWith) -> ast.AST:
        for item in node.items:
            text = f"async with {ast.unparse(item.context_expr)}"
            enter, leave = self._named(f"{text} (enter)"), self._named(f"{text} (leave)")
            item.context_expr = _asked("entered", enter, ast.Constant(leave), self.visit(item.context_expr))
        node.body = [self.visit(one) for one in node.body]
        return node

    def visit_AsyncFor(self, node: ast.AsyncFor) -> ast.AST:
        name = self._named(f"async for {ast.unparse(node.target)} in {ast.unparse(node.iter)}")
        self.generic_visit(node)
        node.iter = _asked("iterated", name, node.iter)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        if not node.is_async:
            return self.generic_visit(node)
        name = self._named(f"async for {ast.unparse(node.target)} in {ast.unparse(node.iter)}")
        self.generic_visit(node)
        node.iter = _asked("iterated", name, node.iter)
        return node

    def _inside(self, node: ast.AST, name: str) -> ast.AST:
        self._path.append(name)
        self.generic_visit(node)
        self._path.pop()
        return node

    def _named(self, text: str) -> str:
        function = ".".join(self._path)
        self._times[function, text] += 1
        times = self._times[function, text]
        place = Place(self._module, function, text if times == 1 else f"{text} #{times}")
        self.places.append(place)
        return str(place)


def _asked(what: str, name: str, *arguments: ast.expr) -> ast.Call:
    function = ast.Attribute(ast.Name(WATCHER, ast.Load()), what, ast.Load())
    return ast.Call(function, [ast.Constant(name), *arguments], [])
