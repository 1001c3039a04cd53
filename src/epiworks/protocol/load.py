"""Pack files in, packs out: strict YAML, then the JSON Schema, then typed packs."""

import json
import re
from collections.abc import Hashable, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from epiworks.protocol.lines import Address, PackId, Value
from epiworks.protocol.pack import Effective, Pack, PackKind, Title
from epiworks.protocol.rule import Rule, make_rule


class PackInvalid(Exception):
    """A pack file cannot be read as a pack; `python -m epiworks.protocol lint` explains why."""


class DuplicateKey(yaml.YAMLError):
    """The same key stands twice in one block: plain YAML would silently drop the first."""

    def __init__(self, key: object, line: int) -> None:
        super().__init__(f"line {line}: '{key}' stands twice in this block")
        self.key = key
        self.line = line


class _StrictLoader(yaml.SafeLoader):
    """YAML without surprises: dates stay text, only `true` and `false` are truth values, no key may stand twice."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"}]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Which mapping is this? Raises `DuplicateKey`."""
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise DuplicateKey(key, key_node.start_mark.line + 1)
            seen.add(key)
        return super().construct_mapping(node, deep)


def _truth(_loader: yaml.SafeLoader, node: yaml.ScalarNode) -> bool:
    return str(node.value) == "true"


_StrictLoader.add_implicit_resolver("!truth", re.compile(r"^(?:true|false)$"), list("tf"))
_StrictLoader.add_constructor("!truth", _truth)


@lru_cache(maxsize=1)
def pack_schema() -> Mapping[str, Any]:
    """What may a pack file hold? The JSON Schema (draft 2020-12), which also says which change of which field is stricter."""
    loaded: Mapping[str, Any] = json.loads(files("epiworks.protocol").joinpath("pack.schema.json").read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=1)
def known_sources() -> Mapping[str, str]:
    """Which sources may a pack name, and what was read under each key?"""
    loaded = parse_yaml(files("epiworks.protocol").joinpath("sources.yaml").read_text(encoding="utf-8"))
    return {key: str(title) for key, title in loaded.items()}


def parse_yaml(text: str) -> Mapping[str, Value]:
    """Which mapping does this YAML text hold? Raises `yaml.YAMLError` (of which `DuplicateKey`) and `PackInvalid`.

    >>> parse_yaml("from: 2022-06-28")
    {'from': '2022-06-28'}
    """
    loaded = _StrictLoader(text).get_single_data()
    if not isinstance(loaded, dict):
        message = "a pack file is a block of keys"
        raise PackInvalid(message)
    return loaded


def validator() -> jsonschema.Draft202012Validator:
    """Who checks a pack's content against the schema?"""
    return jsonschema.Draft202012Validator(pack_schema(), format_checker=jsonschema.FormatChecker(formats=["date"]))


def pack_from(content: Mapping[str, Any]) -> Pack:
    """Which pack does this content state? Raises `PackInvalid` with the first thing that the schema refuses."""
    first = next(iter(validator().iter_errors(content)), None)
    if first is not None:
        message = f"{content.get('pack', 'unnamed pack')}: {first.json_path}: {first.message}"
        raise PackInvalid(message)
    pack, version = PackId(content["pack"]), str(content["version"])
    effective = content["effective"]
    return Pack(
        id=pack,
        version=version,
        kind=PackKind(content["kind"]),
        title=Title(**content["title"]),
        disease=content["disease"],
        jurisdiction=content["jurisdiction"],
        inherits=PackId(content["inherits"]) if "inherits" in content else None,
        effective=Effective(
            start=date.fromisoformat(effective["from"]),
            until=date.fromisoformat(effective["until"]) if "until" in effective else None,
            unconfirmed=effective.get("unconfirmed"),
        ),
        instrument=make_rule(pack=pack, version=version, address=Address("instrument"), content=content["instrument"]).line,
        removes=tuple(Address(address) for address in content.get("removes", ())),
        rules=_rules(pack, version, content["rules"]),
    )


def _rules(pack: PackId, version: str, sections: Mapping[str, Mapping[str, Mapping[str, Value]]]) -> dict[Address, Rule]:
    return {
        Address(f"{section}.{name}"): make_rule(pack=pack, version=version, address=Address(f"{section}.{name}"), content=content)
        for section, named in sections.items()
        for name, content in named.items()
    }


def read_pack(path: Path) -> Pack:
    """Which pack does this file state? Raises `OSError`, `yaml.YAMLError` and `PackInvalid`."""
    return pack_from(parse_yaml(path.read_text(encoding="utf-8")))


def shipped_paths() -> tuple[Path, ...]:
    """Where are the packs that come with this library?"""
    folder = Path(str(files("epiworks.protocol"))) / "packs"
    return tuple(sorted(folder.glob("*.yaml")))
