"""The tree of an HTML page, by lxml, for pages that are not built to break what works on it."""

from __future__ import annotations

from typing import Any

from dragoman.archiver.article.html_plain import TOO_DEEP, is_crowded, nesting

# Beyond these a page is read without a tree: trafilatura's work grows faster than the page.
LARGEST_TREE = 4_000_000
MOST_TAGS = 40_000
SUSPICIOUS_DEPTH, DEEPEST = 50, 250
_OF_A_HEAD = frozenset(("base", "link", "meta", "noscript", "script", "style", "template", "title"))
# libxml2 writes an attribute that opens many comments in a time that grows with their square.
_WRITTEN_SLOWLY = "//@*[contains(., '<!--') and string-length() > 1000]"


def parsed(source: str) -> Any | None:
    """A page's tree; None where it has no body, or is built to break what would work on it."""
    from lxml import etree, html

    depth = nesting(source)
    if depth >= TOO_DEEP or source.count("<") > MOST_TAGS or len(source) > LARGEST_TREE:
        return None
    if is_crowded(source):
        return None
    parser = html.HTMLParser(
        encoding="utf-8",
        huge_tree=True,  # without it libxml2 silently ends a page at the 256th nested element
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        default_doctype=False,
    )
    # lxml.html asks a function in Python for the class of each element; forms and inputs are of no
    # use here, so all are of one class.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    data = source.replace("\x00", "").encode("utf-8", "replace")
    try:
        tree = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None  # nothing but comments, or nothing at all
    if depth > SUSPICIOUS_DEPTH and _depth(tree) > DEEPEST:
        return None
    for value in tree.xpath(_WRITTEN_SLOWLY):
        value.getparent().attrib.pop(value.attrname)
    _open_body(tree)
    return tree if tree.find("body") is not None else None


def _open_body(tree: Any) -> None:
    """Put what stands in the head and belongs to no head where a browser puts it: into the body.

    libxml2 closes a head that nothing else closes at the elements of HTML 4, and not at `article`,
    `main`, `section` or one that a site made up.
    """
    head = tree.find("head")
    strays = [] if head is None else [each for each in head if each.tag not in _OF_A_HEAD]
    if not strays:
        return
    body = tree.find("body")
    if body is None:
        body = tree.makeelement("body")
        tree.append(body)
    strays[-1].tail = (strays[-1].tail or "") + (body.text or "")
    body.text = None
    body[:0] = strays


def _depth(tree: Any) -> int:
    from lxml import etree

    depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest
