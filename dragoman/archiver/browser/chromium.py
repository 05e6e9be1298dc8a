"""The Chromium that is installed on this machine, and how it is started so that nothing leaks."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from dragoman.errors import ArchiveError

BROWSER = "showing a page in a browser"
CHROMIUMS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge",
)  # fmt: skip
PLACES = (
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files\Chromium\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Pages of its own that are made ready for an address bar, which nobody sees here: a third of the
# processor time that the showing of a small page took.
ADDRESS_BAR = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,PreloadTopChromeWebUI"
)  # fmt: skip
FLAGS = (
    "--disable-quic", "--dns-prefetch-disable", "--no-pings", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-domain-reliability",
    "--disable-client-side-phishing-detection", "--disable-default-apps",
    "--no-default-browser-check", "--disable-extensions", "--metrics-recording-only",
    "--disable-breakpad", "--mute-audio",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    # The proxy is the only name that it has to know; whatever else it looked up would be a leak.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--disable-features=DnsOverHttps,AsyncDns,MediaRouter,OptimizationHints,Translate,"
    "AutofillServerCommunication,CertificateTransparencyComponentUpdater,InterestFeedContentSuggestions,"
    "NetworkTimeServiceQuerying,PreconnectToSearch,Prerender2,SpareRendererForSitePerProcess,"
    f"WebRtcHideLocalIpsWithMdns,DirectSockets,WebTransport,{ADDRESS_BAR}",
)  # fmt: skip
# Of our environment, what a browser cannot do without.
HANDED_ON = (
    "PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH", "FONTCONFIG_PATH",
)  # fmt: skip


def find_chromium(what: str = BROWSER) -> str:
    """The browser to use; ArchiveError, with how to get one for `what`, where there is none."""
    named = os.environ.get("DRAGOMAN_CHROMIUM")
    candidates = [named] if named else [*map(shutil.which, CHROMIUMS), *PLACES]
    for each in candidates:
        if each and Path(each).exists():
            return each
    raise ArchiveError(
        f"{what} needs Chromium or Chrome, and none is installed here; install one (Debian: apt "
        "install chromium), or name it with the environment variable DRAGOMAN_CHROMIUM"
    )


def check_browser(what: str = BROWSER) -> None:
    """ArchiveError, before anything is fetched, where no page can be shown for `what`."""
    try:
        import playwright.async_api  # noqa: F401
    except ImportError as error:
        raise ArchiveError(
            f"{what} needs Playwright, which is an extra: pip install 'dragoman[browser]'"
        ) from error
    find_chromium(what)


def has_browser() -> bool:
    """Whether a page can be shown here at all."""
    try:
        check_browser()
    except ArchiveError:
        return False
    return True


def launch_options(home: str, spki: str, proxy: dict[str, str], timeout: float) -> dict[str, Any]:
    """What Playwright is told of a browser whose home is an empty folder and whose way is a proxy.

    `spki` is the digest of the one key that it believes besides; `timeout` is in seconds.
    """
    flags = [*FLAGS, f"--ignore-certificate-errors-spki-list={spki}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium has none for root
    return {
        "executable_path": find_chromium(),
        "args": flags,
        "env": {k: v for k, v in os.environ.items() if k in HANDED_ON}
        | {"HOME": home, "USERPROFILE": home},
        "proxy": {**proxy, "bypass": "<-loopback>"},
        "timeout": 1000 * max(30.0, timeout),
    }
