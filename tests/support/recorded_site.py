"""A page with a generic player on loopback: a film in HLS, of invented pieces, and its subtitles."""

from __future__ import annotations

import hashlib

from tests.support.site import Answer, Site

VTT = """WEBVTT - uydurma

NOTE nobody said this

1
00:00:01.000 --> 00:00:03.500 align:start
<v Səda>Bakı məhkəməsində jurnalistin

2
00:00:03.500 --> 00:00:06.000
<v Səda>işi üzrə iclas keçirilib.

3
00:00:09.000 --> 00:00:12.250
<v Səda>Vəkil &amp; ailəsi gəlmişdi.
"""
PIECES = 6
HTML = {"Content-Type": "text/html; charset=utf-8"}


def piece(n: int) -> bytes:
    """A piece of a transport stream, in packets of 188 bytes that say nothing."""
    packet = b"\x47" + hashlib.sha256(b"%d" % n).digest() * 5 + b"\xff" * 27
    return packet * 40


def recorded_site() -> Site:
    listed = "".join(f"#EXTINF:2.0,\npiece{n}.ts\n" for n in range(PIECES))
    playlist = f"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n{listed}#EXT-X-ENDLIST\n"
    page = (
        '<!doctype html><html lang="az"><head><meta charset="utf-8"><title>Uydurma çəkiliş</title>'
        '<meta name="description" content="Məhkəmədən çəkiliş."></head><body><h1>Uydurma çəkiliş</h1>'
        "<p>Məhkəmə binasının qarşısında çəkilmiş uydurma bir film, altyazıları ilə birlikdə.</p>"
        '<video controls><source src="/film/film.m3u8" type="application/x-mpegURL">'
        '<track kind="subtitles" src="/film/az.vtt" srclang="az" label="Azərbaycanca"></video>'
        "</body></html>"
    )
    pieces = {
        f"/film/piece{n}.ts": Answer(piece(n), headers={"Content-Type": "video/mp2t"})
        for n in range(PIECES)
    }
    return Site(
        {
            "/page": Answer(page.encode(), headers=HTML),
            "/film/film.m3u8": Answer(
                playlist.encode(), headers={"Content-Type": "application/vnd.apple.mpegurl"}
            ),
            "/film/az.vtt": Answer(VTT.encode(), headers={"Content-Type": "text/vtt"}),
            "/plain": Answer(b"<p>Nothing to be played stands here.</p>", headers=HTML),
            **pieces,
        }
    )
