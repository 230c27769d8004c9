"""Text and hashes of a post's pictures: many rumours travel as screenshots, with no words in the post itself.

Off until a source's YAML says that its permission covers pictures. Needs Debian's `tesseract-ocr` and `tesseract-ocr-kor`.
"""
