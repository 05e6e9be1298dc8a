"""Who may speak to the review page: the one who has the token, from the page itself.

A page in another tab can send requests to loopback. It is kept out by the Host header (a name that
was made to resolve to 127.0.0.1), by the cookie being SameSite=Strict, by Origin or Referer on
everything that writes, and by a token in every form.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
HTTP_PORT = 80

# Nothing but our own script and style, no frame but our own, nowhere else to send a form.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# The archived page: no origin, no script, no style, no picture, no form, nothing loaded.
FRAME_POLICY = "sandbox; default-src 'none'; form-action 'none'; frame-ancestors 'self'"

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Not "no-referrer": browsers would then send "Origin: null" with a form, which we refuse.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "X-Frame-Options": "DENY",
}


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class Access:
    """The secrets of one run on one port; `token` is in the address that the person opens."""

    port: int
    token: str = field(default_factory=_secret, repr=False)
    session: str = field(default_factory=_secret, repr=False)
    form: str = field(default_factory=_secret, repr=False)

    @property
    def cookie(self) -> str:
        """Cookies know no ports: the name keeps two archives that are open at once apart."""
        return f"dragoman_{self.port}"

    def host_allowed(self, host: str | None) -> bool:
        allowed = {f"{name}:{self.port}" for name in LOOPBACK}
        if self.port == HTTP_PORT:
            allowed |= set(LOOPBACK)
        return host is not None and host.lower() in allowed

    def sent_by_us(self, host: str, origin: str | None, referrer: str | None) -> bool:
        """Whether a request that writes comes from a page of ours at the same address."""
        told = origin or referrer
        if not told:
            return False
        try:
            parts = urlsplit(told)
        except ValueError:  # an address that is none
            return False
        return parts.scheme == "http" and parts.netloc.lower() == host.lower()

    def token_fits(self, given: str | None) -> bool:
        return _same(self.token, given)

    def bearer_fits(self, header: str | None) -> bool:
        """Whether an `Authorization` header bears the token, as programs send it."""
        scheme, _, given = (header or "").partition(" ")
        return scheme.lower() == "bearer" and self.token_fits(given.strip())

    def session_fits(self, given: str | None) -> bool:
        return _same(self.session, given)

    def form_fits(self, given: str | None) -> bool:
        return _same(self.form, given)


def _same(secret: str, given: str | None) -> bool:
    return hmac.compare_digest(secret.encode(), (given or "").encode("utf-8", "replace"))
