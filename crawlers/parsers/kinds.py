"""Which class names and tags of the editors' markup say what kind of text stands inside."""

from __future__ import annotations

from pungmun.records import SegmentKind

#: Class name -> kind of the text inside. Names are those of SmartEditor ONE, 3 and 2, Daum's and Tistory's editors and brunch.
CLASS_KINDS: dict[str, SegmentKind] = {
    "se-quotation": "quote",
    "se_quotation": "quote",
    "se_subComponent_quotation": "quote",
    "item_type_quotation": "quote",
    "se-oglink": "card",
    "se_oglink": "card",
    "_oglink": "card",
    "og-text": "card",
    "item_type_opengraph": "card",
    "se-oembed": "caption",  # a film or a post of another service, named under its player
    "se_oembed": "caption",
    "se-placesMap": "card",
    "se_map": "card",
    "se_placesMap": "card",
    "se-material": "card",
    "se_material": "card",
    "se-file": "card",
    "se_file": "card",
    "se_subjectMatter": "card",
    "se-schedule": "card",
    "se_schedule": "card",
    "se-talktalk": "card",
    "se-audio": "card",
    "se_audio": "card",
    "se-mrBlog": "quote",  # Naver's question of the day, which the post answers
    "se-image": "caption",  # words in a picture's component stand under the picture
    "se-imageStrip": "caption",
    "se-imageGroup": "caption",
    "se_image": "caption",
    "se_imageStrip": "caption",
    "se_imageGroup": "caption",
    "se_subComponent_image": "caption",
    "se-section-image": "caption",  # the picture beside a paragraph stands in no component of its own
    "se-sticker": "caption",
    "se_sticker": "caption",
    "se-caption": "caption",
    "se_caption": "caption",
    "se_imageCaption": "caption",
    "se-video": "caption",
    "se_video": "caption",
    "se_mediaCaption": "caption",
    "img_caption": "caption",
    "cap1": "caption",
    "img_desc": "caption",
    "txc-caption": "caption",
    "figcaption": "caption",
    "se-table": "table",
    "se_table": "table",
    "se-code": "code",
    "se_code": "code",
    "se-formula": "code",
    "se_formula": "code",
    "colorscripter-code": "code",
    "colorscripter-code-table": "code",
    "syntaxhighlighter": "code",
}
TAG_KINDS: dict[str, SegmentKind] = {
    "blockquote": "quote",
    "q": "quote",
    "figcaption": "caption",
    "table": "table",
    "pre": "code",
}
SKIPPED_CLASSES = frozenset(
    {
        "se-documentTitle",
        "se_documentTitle",
        "another_category",
        "container_postbtn",
        "blogRelated",
        "btn-toggle-moreless",
        "revenue_unit_wrap",
        "adsbygoogle",
        "kakao_ad_area",
        # Words for screen readers: "첨부파일", "파일 다운로드", "작성자".
        "blind",
        "se-blind",
        "se_blind",
        "u_hc",
        "screen_out",
        "sr_only",
        "sr-only",
        # What an empty field of the editor says: "사진 설명을 입력하세요."
        "se-placeholder",
        "__se_placeholder",
        "se_placeholder",
        # Players and their buttons; the words of a film stand beside them.
        "se-video-time",
        "pzp",
        "prismplayer-area",
    }
)
SKIPPED_TAGS = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "button",
        "select",
        "option",
        "input",
        "textarea",
        "svg",
        "head",
        "object",
        "embed",
        "xmp",
        "iframe",
    }
)
_BLOCK_NAMES = """
    address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
    header hr html legend li main nav ol p pre section summary table tbody tfoot thead tr ul
"""
BLOCKS = frozenset(_BLOCK_NAMES.split())
CELLS = frozenset({"td", "th"})
#: Inside these every line break and blank counts. Both newer editors show code in a `div`, not in a `pre`.
PREFORMATTED_CLASSES = frozenset({"__se_code_view", "se-code-source"})
PREFORMATTED_TAGS = frozenset({"pre", "code"})
#: Once inside one of these, everything stays it: a table in a quotation is quoted.
CLOSED: frozenset[SegmentKind] = frozenset({"quote", "card", "caption", "code"})
