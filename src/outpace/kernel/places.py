"""What are areas called? The kernel knows paths only; whoever keeps the areas tells it their names (wired in outpace.config)."""

from collections.abc import Callable, Collection, Mapping, Sequence

from django.utils.translation import get_language

from outpace.kernel.scope import Actor, AreaPath, area_path

NamesOf = Callable[[Collection[AreaPath]], Mapping[AreaPath, str]]
Find = Callable[[Actor, str], Sequence[tuple[AreaPath, str]]]


class UnknownPlace(Exception):
    """What was typed is no area the reader may see; `choices` are the areas it might mean, when there are several."""

    def __init__(self, choices: Sequence[tuple[AreaPath, str]] = ()) -> None:
        super().__init__("unknown place")
        self.choices = tuple(choices)


def _no_names(paths: Collection[AreaPath]) -> Mapping[AreaPath, str]:
    return {}


def _nothing(actor: Actor, typed: str) -> Sequence[tuple[AreaPath, str]]:
    return ()


class _Source:
    names: NamesOf = staticmethod(_no_names)
    find: Find = staticmethod(_nothing)


def use(names: NamesOf, find: Find) -> None:
    """Ask these two functions from now on; called once, at start."""
    _Source.names, _Source.find = staticmethod(names), staticmethod(find)


def spoken(name: str, name_en: str) -> str:
    """Which of its two names does the reader of this language read?"""
    return name_en if name_en and not (get_language() or "").startswith("zh") else name


def names(paths: Collection[str]) -> Mapping[AreaPath, str]:
    """What are these areas called, in the reader's language? One query; unknown ones are left out."""
    return _Source.names({AreaPath(path) for path in paths if path})


def resolve(actor: Actor, typed: str) -> AreaPath:
    """Which area does somebody mean who types a path, a code, or the beginning of a name? Raises UnknownPlace."""
    try:
        return area_path(typed)
    except ValueError:
        found = _Source.find(actor, typed)
    exact = [path for path, name in found if name == typed or path.endswith(f"/{typed}/")]
    if len(exact) == 1:
        return exact[0]
    if len(found) != 1:
        raise UnknownPlace(found)
    return found[0][0]
