"""A claim's timeline as a picture."""

from __future__ import annotations

import io
from typing import Any, Literal

from pungmun.errors import ConfigError

#: One colour a label, everywhere in the product; chosen to differ also in grey.
COLOURS = {
    "repeats": "#c2410c",
    "needs_review": "#b7791f",
    "debunks": "#1d4ed8",
    "asks": "#6b7280",
    "weaker_true": "#15803d",
    "related": "#a8a29e",
}
#: Names of Korean fonts in the order of preference; matplotlib draws empty boxes without one of them.
FONTS = ("Noto Sans CJK KR", "NanumGothic", "Apple SD Gothic Neo", "Malgun Gothic")


def timeline_png(data: dict[str, Any], title: str) -> bytes:
    """PNG of `pungmun.reports.timeline.timeline`'s data, 1600 × 700 pixels."""
    return timeline_picture(data, title, "png")


def timeline_picture(data: dict[str, Any], title: str, form: Literal["png", "svg"]) -> bytes:
    """PNG or SVG of a timeline.

    Raises:
        ConfigError: the claim has no dated posts, so there is nothing to draw.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib import font_manager
    from matplotlib.ticker import MaxNLocator

    buckets = data["buckets"]
    if not buckets:
        raise ConfigError(
            f"No dated post about {data['claim_id']}: there is nothing to draw.", todo="`pungmun counts --by label` shows what is there"
        )
    installed = {font.name for font in font_manager.fontManager.ttflist}
    with mpl.rc_context({"font.family": [name for name in FONTS if name in installed] + ["sans-serif"], "svg.hashsalt": "pungmun"}):
        figure, axes = plt.subplots(figsize=(16, 7), dpi=100)
        places = range(len(buckets))
        for label, colour in COLOURS.items():
            values = [bucket.get(label, 0) for bucket in buckets]
            if any(values):
                axes.plot(places, values, color=colour, marker="o", markersize=4, linewidth=2, label=label)
        step = max(1, len(buckets) // 16)
        axes.set_xticks(
            list(places)[::step], [bucket["start"][:16].replace("T", " ") for bucket in buckets][::step], rotation=45, ha="right"
        )
        axes.set_title(title)
        axes.set_ylabel("posts")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.legend()
        axes.grid(axis="y", alpha=0.3)
        out = io.BytesIO()
        figure.savefig(out, format=form, bbox_inches="tight", metadata={"Date": None} if form == "svg" else {"Software": None})
        plt.close(figure)
    return out.getvalue()
