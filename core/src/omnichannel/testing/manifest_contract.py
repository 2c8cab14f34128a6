"""What every channel's manifest keeps. `ChannelContract` brings it along."""

import json
import re
import subprocess
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel

from omnichannel.application.ports.outbound.channel_gateway import (
    ChannelGateway,
    Checks,
    Connects,
    OneRequest,
    Probes,
    Publishes,
    Reconciles,
    Refreshes,
)
from omnichannel.plugins.manifests import CHANNEL_ABILITIES, CORE_API, ChannelManifest
from omnichannel.testing.channel_fixtures import ChannelFixtures

ABILITIES: dict[str, type] = {
    "one_request": OneRequest,
    "publishes": Publishes,
    "checks": Checks,
    "reconciles": Reconciles,
    "connects": Connects,
    "probes": Probes,
    "refreshes": Refreshes,
}
SECRET_NAME = re.compile(r"password|secret|(^|_)token$|api_key|private_key")
PREVIEW_LIMIT_BYTES = 8_000


class ManifestContract(ChannelFixtures):
    """Tests of what the hook gives."""

    def test_the_entry_point_bears_the_manifests_name(
        self, registered: dict[str, str], plugin: ModuleType, manifest: ChannelManifest
    ) -> None:
        """The channel is found under the name that it gives itself."""
        assert plugin.__name__ == registered.get(manifest.name)

    def test_the_name_is_one_word(self, manifest: ChannelManifest) -> None:
        """The name serves as folder, import and settings prefix."""
        assert re.fullmatch(r"[a-z][a-z0-9_]*", manifest.name)
        assert manifest.label.strip()

    def test_it_works_with_this_core(self, manifest: ChannelManifest) -> None:
        """The range of core APIs holds the present one."""
        lowest, highest = manifest.core_api

        assert lowest <= CORE_API <= highest

    def test_describing_opens_nothing(self, plugin: ModuleType, manifest: ChannelManifest) -> None:
        """Asking for the manifest does not import the module behind `opens`."""
        module, _, attribute = manifest.opens.partition(":")
        code = f"import sys, {plugin.__name__} as it; it.omnichannel_register_channel(); "
        code += f"print({module!r} in sys.modules)"

        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603

        assert attribute
        assert "False" == done.stdout.strip()

    def test_abilities_are_those_of_the_gateway(
        self, manifest: ChannelManifest, gateway: ChannelGateway
    ) -> None:
        """The manifest names each ability that the gateway has, and no other."""
        found = {name for name, protocol in ABILITIES.items() if isinstance(gateway, protocol)}

        assert isinstance(gateway, ChannelGateway)
        assert found == manifest.abilities
        assert manifest.abilities <= CHANNEL_ABILITIES
        assert manifest.abilities & {"one_request", "publishes"}

    def test_whoever_is_asked_for_evidence_can_be_asked(self, manifest: ChannelManifest) -> None:
        """Evidence by checks needs the ability to check."""
        assert manifest.evidence != "checks" or "checks" in manifest.abilities

    def test_fields_that_the_manifest_names_exist(self, manifest: ChannelManifest) -> None:
        """Settings that the manifest points to are fields of its settings model."""
        named = {*manifest.base_urls, manifest.settle_delay_setting, manifest.remote_version_setting}
        named |= {manifest.trusted_hosts_setting}

        assert named - {None} <= set(manifest.settings_model.model_fields)

    def test_hosts_are_bare_names(self, manifest: ChannelManifest) -> None:
        """A host is listed without scheme, port or path."""
        assert [host for host in manifest.hosts if not re.fullmatch(r"[a-z0-9.-]+", host)] == []

    def test_every_limit_has_a_source(self, manifest: ChannelManifest) -> None:
        """A person can look up where a limit comes from."""
        assert [limit.name for limit in manifest.limits if not limit.source.strip()] == []

    def test_the_preview_is_small_data(self, manifest: ChannelManifest) -> None:
        """The preview is JSON of the first version, at most 8 kB."""
        if manifest.preview is None:
            pytest.skip("a plain bubble is drawn")

        text = json.dumps(manifest.preview)

        assert 1 == manifest.preview["v"]
        assert len(text.encode()) <= PREVIEW_LIMIT_BYTES

    @pytest.mark.parametrize("model", ["settings", "options", "credentials"])
    def test_schemas_are_valid(self, manifest: ChannelManifest, model: str) -> None:
        """The forms are drawn from JSON Schema, draft 2020-12."""
        jsonschema: Any = import_module("jsonschema")

        jsonschema.Draft202012Validator.check_schema(_schema(manifest, model))

    def test_secrets_are_marked(self, manifest: ChannelManifest) -> None:
        """A credential whose name says that it is secret is a `SecretStr`."""
        schema = _schema(manifest, "credentials")
        models = [schema, *schema.get("$defs", {}).values()]
        fields = [field for model in models for field in model.get("properties", {}).items()]

        plain = [n for n, about in fields if SECRET_NAME.search(n) and "writeOnly" not in json.dumps(about)]

        assert plain == []


def _schema(manifest: ChannelManifest, name: str) -> dict[str, Any]:
    models: dict[str, type[BaseModel]] = {
        "settings": manifest.settings_model,
        "options": manifest.options_model,
        "credentials": manifest.credentials,
    }
    return models[name].model_json_schema()
