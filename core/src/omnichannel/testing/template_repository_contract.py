"""What templates promise, whatever the store."""

from dataclasses import replace
from typing import Any

import pytest

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.errors import NotAllowedNow, StaleVersion
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.template import Template
from omnichannel.testing.repository_samples import ELSEWHERE, HERE, NOW, SECOND


def a_template(name: str = "Bread is back", **facts: Any) -> Template:
    """Make a template; *facts* say what is special about it."""
    usual: dict[str, Any] = {
        "workspace_id": HERE,
        "body": {"content": {"text": "{{ bread }} for Sæmi"}, "options": {"letters": {"fast": True}}},
        "created_at": NOW,
        "updated_at": NOW,
        "created_by": "local",
    }
    return Template(**{"id": new_id(), "name": name, **usual, **facts})


async def keep_templates(store: Store, *templates: Template) -> None:
    """Store *templates*."""
    async with store.unit_of_work() as uow:
        for template in templates:
            await uow.templates.add(template)
        await uow.commit()


class KeepsTemplates:
    """`TemplateRepository`."""

    async def test_a_template_comes_back_as_it_was(self, store: Store) -> None:
        """Every field survives."""
        template = a_template(description="For Mondays", version=3)
        await keep_templates(store, template)

        async with store.reading(HERE) as uow:
            assert template == await uow.templates.get_by_id(template.id)

    async def test_a_template_of_another_workspace_is_not_there(self, store: Store) -> None:
        """A workspace neither reads, lists, changes nor removes what is another's."""
        foreign = a_template(workspace_id=ELSEWHERE)
        await keep_templates(store, foreign)

        async with store.unit_of_work(HERE) as uow:
            assert await uow.templates.get_by_id(foreign.id) is None
            assert [] == await uow.templates.page(limit=10)
            assert not await uow.templates.remove(foreign.id)
            with pytest.raises(ValueError, match="confined"):
                await uow.templates.save(replace(foreign, version=2))

    async def test_a_template_name_is_taken_once(self, store: Store) -> None:
        """A name in other letters is the same name; another workspace may use it."""
        await keep_templates(store, a_template("Straße"), a_template("Straße", workspace_id=ELSEWHERE))

        with pytest.raises(NotAllowedNow, match="STRASSE"):
            await keep_templates(store, a_template("STRASSE"))

    async def test_a_template_is_saved_by_its_next_version(self, store: Store) -> None:
        """An edit of another version than the stored changes nothing."""
        template = a_template()
        await keep_templates(store, template)

        async with store.unit_of_work(HERE) as uow:
            await uow.templates.save(replace(template, name="Other", version=2))
            with pytest.raises(StaleVersion):
                await uow.templates.save(replace(template, name="Late", version=2))
            await uow.commit()
        async with store.reading(HERE) as uow:
            assert replace(template, name="Other", version=2) == await uow.templates.get_by_id(template.id)

    async def test_templates_are_listed_newest_first(self, store: Store) -> None:
        """Pages follow each other without gap or repetition."""
        kept = [a_template(f"Number {n}", created_at=NOW + n // 2 * SECOND) for n in range(5)]
        await keep_templates(store, *kept)
        newest = sorted(kept, key=lambda one: (one.created_at, one.id), reverse=True)

        async with store.reading(HERE) as uow:
            first = await uow.templates.page(limit=3)
            rest = await uow.templates.page(limit=3, before=(first[-1].created_at, first[-1].id))

        assert newest == [*first, *rest]

    async def test_templates_are_found_by_a_part_of_their_name(self, store: Store) -> None:
        """Upper and lower case do not matter; signs that a pattern would know are plain letters."""
        await keep_templates(store, a_template("100% Rye"), a_template("1000 things"))

        async with store.reading(HERE) as uow:
            found = await uow.templates.page(limit=10, contains="0% RYE")

        assert ["100% Rye"] == [template.name for template in found]

    async def test_a_removed_template_is_gone(self, store: Store) -> None:
        """Removing says whether there was anything; the name is free again."""
        template = a_template()
        await keep_templates(store, template)

        async with store.unit_of_work(HERE) as uow:
            assert await uow.templates.remove(template.id)
            assert not await uow.templates.remove(template.id)
            await uow.templates.add(a_template())
            await uow.commit()
