"""A fragment is the same as the page's part."""

import re


def fragment_equals_page(client, url, element_id="results"):
    """True when the htmx answer stands word for word inside the full page."""
    page = client.get(url).content.decode()
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    return _plain(part) in _plain(page) and f'id="{element_id}"' in page


def _plain(html):
    return re.sub(r"\s+", " ", re.sub(r'value="[^"]{64}"', "", html)).strip()
