from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.architecture.environments import Environment
from tests.architecture.workspace import Member, members

pytestmark = pytest.mark.timeout(180)

IMPORT_ALL = """
import importlib, pkgutil, sys
name, *left_out = sys.argv[1:]
package = importlib.import_module(name)
def walk(package):
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        if module.name in left_out or module.name.endswith(".__main__"):
            continue
        found = importlib.import_module(module.name)
        if module.ispkg:
            walk(found)
walk(package)
"""


def import_alone(member: Member, environment: Environment) -> None:
    """A subpackage that bears the name of an extra needs that extra, and only that one does."""
    environment.create()
    environment.install(member.dist)
    environment.python("-c", IMPORT_ALL, member.package, *(f"{member.package}.{e}" for e in member.extras))
    if member.extras:
        environment.install(f"{member.dist}[{','.join(member.extras)}]")
        environment.python("-c", IMPORT_ALL, member.package)


@pytest.fixture(scope="module")
def alone(constraints: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Future[None]]:
    """Every member at work in an environment of its own, two at a time."""
    folder = tmp_path_factory.mktemp("alone")
    with ThreadPoolExecutor(2) as pool:
        return {
            member.dist: pool.submit(import_alone, member, Environment(folder / member.dist, constraints))
            for member in members()
        }


@pytest.mark.parametrize("member", members(), ids=str)
def test_each_distribution_installs_and_imports_alone(member: Member, alone: dict[str, Future[None]]) -> None:
    """With nothing but its declared dependencies beside it, every module of a distribution imports."""
    alone[member.dist].result()
