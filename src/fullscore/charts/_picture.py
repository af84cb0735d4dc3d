"""A picture made: as SVG for a page, without a network and without a browser."""

from typing import Any

from fullscore.charts._theme import Scheme, themed


def svg(picture: Any, scheme: Scheme = "page") -> str:
    """A picture as SVG.

    Args:
        picture: what a chart's ``draw`` gives.
        scheme: on a page the colours are the page's own variables.
    """
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(themed(picture, scheme), allowed_base_urls=[])
    return drawn
