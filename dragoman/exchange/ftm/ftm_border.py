"""The border to followthemoney, where that is installed: it says which values it would not keep."""

from __future__ import annotations

from functools import cache
from typing import Any

from dragoman.errors import ArchiveError


@cache
def is_there() -> bool:
    """Whether the library can be used; it needs ICU besides."""
    try:
        import followthemoney  # noqa: F401
    except ImportError:
        return False
    return True


def as_kept(entity: dict[str, Any]) -> dict[str, Any]:
    """An entity as the library keeps it; what it drops, or writes otherwise, stands in `notes`.

    ArchiveError where it has none, as a mention.
    """
    from followthemoney import model

    made = model.get_proxy(entity, cleaned=False)
    changed = [
        (name, value)
        for name, values in entity["properties"].items()
        for value in values
        if value not in made.get(name)
    ]
    if changed and "notes" not in made.schema.properties:
        raise ArchiveError(f"followthemoney keeps no {changed[0][0]} {changed[0][1][:80]!r}")
    for name, value in changed:
        made.add("notes", f"{name}: {value}")
    properties = {name: made.get(name) for name in made.properties}
    order = [*entity["properties"], *properties]
    kept = {name: properties[name] for name in dict.fromkeys(order) if properties.get(name)}
    return {"id": entity["id"], "schema": entity["schema"], "properties": kept}
