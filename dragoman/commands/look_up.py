"""What is in the archive: `list`, `show`, `search`, and `compare` of translations."""

from __future__ import annotations

from typing import Any

import click

from dragoman.commands.shared.context import Command, Context, say
from dragoman.commands.shared.filters import STATES, asked_for, page_filters
from dragoman.commands.shared.languages import language_named
from dragoman.errors import UsageError

ALL = 10**9  # sentences: how many of a page are found is counted, however many there are


@click.command(cls=Command, name="list")
@page_filters
@click.pass_obj
def list_(context: Context, /, **filters: Any) -> None:
    """List the pages in the archive, oldest first; filters hold together.

    \b
    Example:
      dragoman list
      dragoman list --failed --since 2026-01-31
      dragoman --json list --site example.org --verdict wall
    """
    from dragoman.printing.page_list import LIST_KEYS, print_list

    with context.open() as archive:
        rows = archive.list_pages(**filters)
        if context.as_json:
            for row in rows:
                context.line({key: row[key] for key in LIST_KEYS})
        elif not print_list(rows):
            asked = asked_for(filters)
            empty = 'no page is listed; "dragoman capture URL" brings one in'
            say(f"no page fits {asked}" if asked else empty)


@click.command(cls=Command)
@page_filters
@click.pass_obj
def stats(context: Context, /, **filters: Any) -> None:
    """Count the pages: by site, language, month, what stands there, and how far a translation is.

    \b
    Example:
      dragoman stats
      dragoman --json stats --site example.org --since 2026-01-01
    """
    from dragoman.printing.counts import print_counts

    with context.open() as archive:
        counted = archive.stats(**filters)
        if context.as_json:
            context.line(counted)
        else:
            print_counts(counted)


@click.command(cls=Command)
@click.argument("identity", metavar="ID")
@click.option(
    "--to",
    type=language_named,
    metavar="LANG",
    help="The language to stand beside it. [default: en]",
)
@click.option(
    "--left-out", is_flag=True, help="Also what of the page is not in the article: menus, links."
)
@click.pass_obj
def show(context: Context, identity: str, to: str | None, left_out: bool) -> None:
    """Show a page: original and translation side by side, and where it came from.

    \b
    Example:
      dragoman show 1f3a
      dragoman show 1f3a --left-out
      dragoman --json show 1f3a
    """
    from dragoman.printing.whole_page import page_json, print_left_out, print_page

    with context.open() as archive:
        page = archive.page(identity)
        target = to or archive.settings.target
        if context.as_json:
            told = page_json(page, target, archive.since(page.id), left_out=left_out)
            context.line(told)
            unread = told.get("unread")
        else:
            unread = print_page(page, target, archive.since(page.id))
        if unread:
            context.failed = True
            say(f"not all of it can be told: {unread}")
        if context.as_json:
            return
        if left_out:
            print_left_out(page)
        if page.article and not page.has_translation(target):
            wish = f"{page.id[:8]} --to {target}" if to else page.id[:8]
            say(f'not translated into {target} yet; "dragoman translate {wish}" does it')


@click.command(cls=Command)
@click.argument("query", nargs=-1, required=True)
@click.option("--lang", metavar="LANG", help="Only pages in this language.")
@click.option("--since", metavar="DATE", help="Only pages captured on this day or later.")
@click.option("--until", metavar="DATE", help="Only pages captured on this day or before.")
@click.option("--site", metavar="HOST", help="Only pages of this host and the hosts below it.")
@click.option("--state", type=click.Choice(STATES), help="Only sentences in this state.")
@click.option("--flag", metavar="CODE", help="Only sentences with this flag, such as number.")
@click.option("--near", metavar="NAME", help="Only in or beside a sentence that names somebody.")
@click.option("--exact", is_flag=True, help="As it is written, nothing folded.")
@click.option("--pages", "by_pages", is_flag=True, help="A line a page, with how much is found.")
@click.option(
    "--limit", type=click.IntRange(1), default=200, show_default=True, help="At most so many."
)
@click.pass_obj
def search(
    context: Context,
    /,
    query: tuple[str, ...],
    lang: str | None,
    by_pages: bool,
    limit: int,
    **within: Any,
) -> None:
    """Find sentences in the originals and the translations, in any spelling of a name.

    What is written as you write it comes first, then the same name in other spellings, then near
    names and longer words; in each the newest capture first. A phrase stands in quotes, and a star
    is for what goes on: mehkem*

    \b
    Example:
      dragoman search Mammadov --since 2026-01-01
      dragoman search '"aclıq aksiyası"' --lang az
      dragoman search işgəncə --near "Rauf Mammadov"
      dragoman search Mammadov --pages
    """
    from dragoman.printing.hits import pages_of, print_hits, print_pages

    words = " ".join(query)
    if not any(map(str.isalnum, words)):  # "nothing was found" would say that it was looked for
        raise UsageError(f'there is no word to look for in "{words}"', subject=words)
    most = ALL if by_pages else limit + 1
    with context.open() as archive:
        hits = archive.search(words, language=lang, limit=most, **within)
        pages = pages_of(hits) if by_pages else []
        if context.as_json:
            for line in pages[:limit] if by_pages else (hit.to_json() for hit in hits[:limit]):
                context.line(line)
        elif by_pages:
            print_pages(pages[:limit])
        else:
            print_hits(hits[:limit])
        if within["near"] is not None and (left := archive.people_looked_at().pending):
            say(f'{left:,} articles were not looked at for people yet; "dragoman people" does it')
        if not hits:
            say("nothing was found")
        elif len(pages if by_pages else hits) > limit:
            say(f"these are the first {limit}; --limit shows more")


@click.command(cls=Command)
@click.argument("identity", metavar="ID")
@click.option(
    "--to",
    type=language_named,
    metavar="LANG",
    help="Translations into this language. [default: en]",
)
@click.option("--changed", is_flag=True, help="Only sentences that the translations differ in.")
@click.pass_obj
def compare(context: Context, identity: str, to: str | None, changed: bool) -> None:
    """Show all translations of a page, sentence by sentence, beside each other.

    \b
    Example:
      dragoman compare 1f3a
      dragoman --json compare 1f3a --changed
    """
    from dragoman.printing.versions_beside import compared, print_compared, print_published

    with context.open() as archive:
        page = archive.page(identity)
        rows = compared(page, to, changed=changed)
        if context.as_json:
            for row in rows:
                context.line(row)
        else:
            print_compared(page, rows, to)
            found = page.published()
            texts = [(each, archive.page(each["record"]).text or "") for each in found]
            print_published(texts)
