"""A site whose recording has comments, a page of them at a time, and yt-dlp taught to read it.

yt-dlp's own readers of comments are for sites of fixed names, none of which may be asked here. So a
reader of its kind is put into its process, as a plug-in would be; the bound, the proxy and all that
comes after are the real ones.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from dragoman.archiver.media import ytdlp
from tests.support.recorded_site import recorded_site
from tests.support.site import Answer, Site

A_PAGE = 10
AUTHORS = ("Ayan Əliyeva", "Tofiq Sadıqov", "Лейла Юсубова")
WORDS = (
    "Məhkəmə binasının qarşısında çox adam var idi.",
    "Vəkil ona kömək edəcək, inşallah.",
    "Суд снова отложили на неделю.",
)

READER = """
import sys
from yt_dlp.extractor.common import InfoExtractor
from yt_dlp.globals import extractors


class CommentedIE(InfoExtractor):
    _VALID_URL = r'https?://[^/]+/commented'
    IE_NAME = 'uydurma'

    def _get_comments(self, base):
        page = 0
        while page is not None:
            told = self._download_json(f'{base}/comments/{page}', 'film')
            yield from told['comments']
            page = told['next']

    def _real_extract(self, url):
        base = url.rpartition('/')[0]
        return {
            'id': 'film', 'title': 'Uydurma çəkiliş', 'url': f'{base}/film/piece0.ts', 'ext': 'ts',
            'comment_count': self._download_json(f'{base}/count', 'film')['count'],
            '__post_extractor': self.extract_comments(base),
        }


# The first that matches an address is the one that reads it.
extractors.value['CommentedIE'] = CommentedIE
from dragoman.archiver.media.guarded import main
sys.exit(main())
"""


def comment(n: int) -> dict[str, object]:
    return {
        "id": f"c{n}",
        "parent": "root" if n % 5 else f"c{n - 1}" if n else "root",
        "author": AUTHORS[n % 3],
        "author_thumbnail": "https://example.org/face.jpg",
        "timestamp": 1_770_000_000 + n * 60,
        "like_count": 7,
        "text": WORDS[n % 3],
    }


def commented_site(count: int) -> Site:
    site = recorded_site()
    page = site.answers["/page"]
    site.answers["/commented"] = Answer(
        page.body.replace(b'<track kind="subtitles" src="/film/az.vtt" srclang="az"', b"<track"),
        headers=page.headers,
    )
    site.answers["/count"] = _json({"count": count})
    for start in range(0, count, A_PAGE):
        n = start // A_PAGE
        following = n + 1 if start + A_PAGE < count else None
        said = [comment(each) for each in range(start, min(start + A_PAGE, count))]
        site.answers[f"/comments/{n}"] = _json({"comments": said, "next": following})
    return site


def taught(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """yt-dlp that reads that site, from now on."""
    program = folder / "taught.py"
    program.write_text(READER, encoding="utf-8")
    monkeypatch.setattr(ytdlp, "COMMAND", [sys.executable, "-P", str(program)])


def _json(told: object) -> Answer:
    return Answer(json.dumps(told).encode(), headers={"Content-Type": "application/json"})
