"""What are areas called, and where are stations? The kernel knows paths only; whoever keeps both tells it (wired in outpace.config)."""

from collections.abc import Callable, Collection, Mapping, Sequence

from django.utils.translation import get_language

from outpace.kernel.scope import Actor, AreaPath, area_path

NamesOf = Callable[[Collection[AreaPath]], Mapping[AreaPath, str]]
Find = Callable[[Actor, str], Sequence[tuple[AreaPath, str]]]
Place = Callable[[int], AreaPath | None]


class UnknownPlace(Exception):
    """What was typed is no area the reader may see; `choices` are the areas it might mean, when there are several."""

    def __init__(self, choices: Sequence[tuple[AreaPath, str]] = ()) -> None:
        super().__init__("unknown place")
        self.choices = tuple(choices)


def _no_names(paths: Collection[AreaPath]) -> Mapping[AreaPath, str]:
    return {}


def _nothing(actor: Actor, typed: str) -> Sequence[tuple[AreaPath, str]]:
    return ()


def _nowhere(station_id: int) -> AreaPath | None:
    return None


class _Source:
    names: NamesOf = staticmethod(_no_names)
    find: Find = staticmethod(_nothing)
    place: Place = staticmethod(_nowhere)


def use(names: NamesOf, find: Find, place: Place) -> None:
    """Ask these three functions from now on; called once, at start."""
    _Source.names, _Source.find, _Source.place = staticmethod(names), staticmethod(find), staticmethod(place)


def spoken(name: str, name_en: str) -> str:
    """Which of its two names does the reader of this language read?"""
    return name_en if name_en and not (get_language() or "").startswith("zh") else name


def names(paths: Collection[str]) -> Mapping[AreaPath, str]:
    """What are these areas called, in the reader's language? One query; unknown ones are left out."""
    return _Source.names({AreaPath(path) for path in paths if path})


def of_station(station_id: int) -> AreaPath | None:
    """In which area is the station with this number? None where there is none."""
    return _Source.place(station_id)


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
