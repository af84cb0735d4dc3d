"""The one theme of all pictures: quiet axes, colours that colour-blind people tell apart, in light and in dark."""

from typing import Any, Literal

Scheme = Literal["page", "light", "dark"]
"""``page``: colours are the page's own variables, so that one picture serves light, dark and print."""

ROLES = ("ink", "quiet", "grid", "one", "two", "three", "four")
"""What a colour is for: text, lesser text, lines of the grid, and four kinds of thing."""

# The four kinds are of Okabe and Ito's palette, darkened where needed until each stands out three to one from the
# ground it lies on.
COLOURS: dict[str, dict[str, str]] = {
    "light": {
        "ink": "#1d2430", "quiet": "#565f6e", "grid": "#dde1e7",
        "one": "#0072b2", "two": "#c25200", "three": "#007a5a", "four": "#9a4f7c",
    },
    "dark": {
        "ink": "#e8ebf0", "quiet": "#a9b1bd", "grid": "#3a424e",
        "one": "#56b4e9", "two": "#e69f00", "three": "#2fc79a", "four": "#d98fb8",
    },
}  # fmt: skip
WIDTH = 380
"""Pixels of a picture's plot before the page scales it."""


def colour(role: str, scheme: Scheme) -> str:
    """The colour of a role in a scheme."""
    return f"var(--{role})" if scheme == "page" else COLOURS[scheme][role]


def themed(picture: Any, scheme: Scheme = "page") -> dict[str, Any]:
    """A picture's whole specification in a scheme; pictures name colours by their roles."""
    spec: dict[str, Any] = picture.to_dict()
    text = {"labelColor": colour("ink", scheme), "titleColor": colour("quiet", scheme)}
    spec["config"] = {
        "background": "transparent" if scheme == "page" else {"light": "#ffffff", "dark": "#161b22"}[scheme],
        "font": "DejaVu Sans, system-ui, sans-serif",
        "view": {"stroke": None},
        "axis": {
            **text,
            "grid": True,
            "gridColor": colour("grid", scheme),
            "domain": False,
            "ticks": False,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "labelLimit": 220,
            "labelPadding": 6,
        },
        "axisY": {"grid": False},
        "header": {**text, "labelFontSize": 12, "labelLimit": 220},
        "legend": {**text, "labelFontSize": 12, "orient": "top", "title": None, "labelLimit": 260},
        "title": {"color": colour("ink", scheme), "fontSize": 13, "anchor": "start"},
        "text": {"color": colour("ink", scheme), "fontSize": 12},
    }
    return _painted(spec, scheme)  # type: ignore[no-any-return]


def _painted(thing: Any, scheme: Scheme) -> Any:
    """The same, with ``role:…`` written as that role's colour."""
    if isinstance(thing, dict):
        return {key: _painted(value, scheme) for key, value in thing.items()}
    if isinstance(thing, list):
        return [_painted(value, scheme) for value in thing]
    if isinstance(thing, str) and thing.startswith("role:"):
        return colour(thing.removeprefix("role:"), scheme)
    return thing
