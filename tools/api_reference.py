"""What docs/api.md says in the site: every public name with its signature and docstring.

    python -m tools.api_reference

Written when the site is built, so that it says what the code says.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

PLACE = "<!-- the reference -->"
FIRST = ("Archive", "Page", "Pages")
# What stands in a signature and is said by the docstring, or by nobody asked for.
LONG = 88


def reference() -> str:
    """All of it, as Markdown below a heading of the first level."""
    import dragoman
    from dragoman import translate

    kinds = {name: getattr(dragoman, name) for name in dragoman.__all__ if name != "__version__"}
    classes = {name: each for name, each in kinds.items() if inspect.isclass(each)}
    errors = {name: each for name, each in classes.items() if issubclass(each, Exception)}
    results = {name: each for name, each in classes.items() if name not in {*errors, *FIRST}}
    parts: list[str] = []
    for name in FIRST:
        parts += _of_class(name, classes[name])
    parts.append("## What else calls return and take")
    for name, each in results.items():
        parts += _of_class(name, each, level=3)
    parts.append("## Errors")
    for name, each in errors.items():
        parts += _of_class(name, each, level=3)
    parts.append("## Words that arguments take")
    parts += [_words(name, each) for name, each in kinds.items() if _is_words(each)]
    parts.append("## Functions")
    for name, each in kinds.items():
        if inspect.isfunction(each):
            parts += _of_call(name, each, level=3)
    parts.append("## Plain text: `dragoman.translate`")
    for name in translate.__all__:
        each = getattr(translate, name)
        if inspect.isfunction(each):
            parts += _of_call(name, each, level=3)
        elif name not in classes:
            parts += _of_class(name, each, level=3)
    return "\n\n".join(parts) + "\n"


def members(kind: type) -> Iterator[tuple[str, Any]]:
    """The public calls and properties of ours that a class has, in the order of the code."""
    seen: set[str] = set()
    for each in kind.__mro__:
        for name, member in vars(each).items():
            call = getattr(member, "fget", None) or getattr(member, "__func__", member)
            ours = str(getattr(call, "__module__", "")).startswith("dragoman")
            if not name.startswith("_") and name not in seen and ours and inspect.isfunction(call):
                seen.add(name)
                yield name, member


def _of_class(name: str, kind: type, level: int = 2) -> list[str]:
    made = [] if issubclass(kind, Exception) or name in FIRST[1:] else [_signature(name, kind)]
    parts = [f"{'#' * level} {name}", *made, inspect.getdoc(kind) or ""]
    for member_name, member in members(kind):
        title = f"{'#' * (level + 1)} {name}.{member_name}"
        if isinstance(member, property):
            told = str(member.fget.__annotations__.get("return", ""))  # type: ignore[union-attr]
            parts += [title, f"```python\n{member_name}: {told}\n```", inspect.getdoc(member) or ""]
        else:
            call = getattr(member, "__func__", member)
            parts += [title, _signature(member_name, call), inspect.getdoc(call) or ""]
    return parts


def _of_call(name: str, call: Any, level: int) -> list[str]:
    return [f"{'#' * level} {name}", _signature(name, call), inspect.getdoc(call) or ""]


def _signature(name: str, call: Any) -> str:
    try:
        found = inspect.signature(call)
    except (TypeError, ValueError):
        return f"```python\n{name}\n```"
    kept = [each for each in found.parameters.values() if each.name not in ("self", "cls")]
    given = found.replace(parameters=kept)
    if inspect.isclass(call):
        given = given.replace(return_annotation=inspect.Signature.empty)
    told = re.sub(r"'([^']*)'", r"\1", f"{name}{given}") if "'" in str(given) else f"{name}{given}"
    if len(told) > LONG:
        told = _by_lines(name, given)
    return f"```python\n{told}\n```"


def _by_lines(name: str, given: inspect.Signature) -> str:
    """A long signature, an argument a line."""
    lines: list[str] = []
    named = False
    for each in given.parameters.values():
        if each.kind is inspect.Parameter.KEYWORD_ONLY and not named:
            named = True
            lines.append("    *,")
        lines.append(f"    {each},")
    end = given.return_annotation
    back = "" if end is inspect.Signature.empty else f" -> {end}"
    return re.sub(r"'([^']*)'", r"\1", "\n".join([f"{name}(", *lines, f"){back}"]))


def _is_words(each: Any) -> bool:
    return not inspect.isclass(each) and not inspect.isfunction(each) and bool(_all_words(each))


def _all_words(each: Any) -> list[str]:
    if get_origin(each) is Literal:
        return [str(word) for word in get_args(each)]
    return [word for part in get_args(each) for word in _all_words(part)]


def _words(name: str, each: Any) -> str:
    return f"### {name}\n\n" + " ".join(f"`{word}`" for word in _all_words(each))


if __name__ == "__main__":
    print(reference())
