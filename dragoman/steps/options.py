"""What a fetch may do: by the archive's settings, as agreed to, and by the caller's wishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from dragoman.agreement import Agreement
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.archiver.web.proxy import ProxyAddress
from dragoman.errors import UsageError
from dragoman.holdings import Holdings
from dragoman.version import VERSION

USER_AGENT = f"Mozilla/5.0 (compatible; dragoman/{VERSION})"


def fetch_options(
    holdings: Holdings,
    *,
    allow_private: bool = False,
    cookies: Path | None = None,
    headers: Mapping[str, str] | None = None,
    user_agent: str | None = None,
    requisites: bool = True,
    documents: bool = False,
    delay: float | None = None,
    proxy: str | None = None,
    allow_bad_certificate: bool = False,
    browser: bool | None = None,
    wait: float = 0.0,
) -> FetchOptions:
    """See `Archive.fetch_options`."""
    if wait and browser is False:
        raise UsageError("only a browser waits on a page; leave out `wait=`, or `browser=False`")
    browser = True if wait else browser
    settings = holdings.settings
    _take_agreed_settings(holdings)
    politeness = settings.politeness
    return FetchOptions(
        user_agent=user_agent or ("" if browser else USER_AGENT),
        browser=browser,
        wait=wait,
        headers=dict(headers or {}),
        cookies=cookies,
        allow_private=allow_private,
        requisites=requisites,
        documents=documents,
        limits=settings.limits,
        politeness=politeness if delay is None else replace(politeness, delay=delay),
        ca_file=settings.ca_file,
        proxy=ProxyAddress.parse(proxy) if proxy else settings.proxy,
        allow_bad_certificate=allow_bad_certificate,
    )


def _take_agreed_settings(holdings: Holdings) -> None:
    """Said on every run; UsageError where the operator of this machine did not agree."""
    agreement = Agreement.of(holdings.folder, holdings.settings)
    agreement.require()
    holdings.notices.extend(
        f"by the settings of this archive {sentence}" for sentence in agreement.said
    )


def check_workers(count: int | None, scheduler: str | None, tls: Mapping[str, Path | None]) -> None:
    """UsageError for what `Archive.workers` does not take; nobody is asked for it."""
    from dragoman.translate.workers.asked_for import check_asked

    check_asked(count, scheduler, tls)
