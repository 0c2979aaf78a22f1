"""How a chapter of the guide looks: Qt reads Markdown but sets it plainly, so headings, lines, tables, code and pictures are dressed here."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QImage,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from ui.tokens import GRID, Tokens

_LINE = 135
"""Line height of running text in percent."""
_SIZES = {1: 1.6, 2: 1.25, 3: 1.08}
_SIDES = 2 * GRID


def dress(document: QTextDocument, tokens: Tokens, points: float) -> list[QTextBlock]:
    """Dress a document around a body of `points`; give the blocks of its headings in order."""
    document.setDocumentMargin(3 * GRID)
    found: list[QTextBlock] = []
    block = document.begin()
    while block.isValid():
        level = block.blockFormat().headingLevel()
        if level and block.text().strip():  # Qt leaves an empty heading where one follows a table
            found.append(block)
        _block(block, level, points)
        _spans(block, tokens)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _table(frame, tokens)
    return found


def _block(block: QTextBlock, level: int, points: float) -> None:
    form = QTextBlockFormat()
    form.setLineHeight(_LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    form.setNonBreakableLines(False)  # commands are read, not counted: no line runs out of the page
    cursor = QTextCursor(block)
    if level:
        form.setTopMargin(points * (0.4 if level == 1 else 1.3))
        form.setBottomMargin(points * 0.4)
    elif cursor.currentTable() is None and block.textList() is None:
        form.setBottomMargin(points * 0.6)
    cursor.mergeBlockFormat(form)
    if level:
        for span in _fragments(block):
            letters = span.charFormat()
            letters.clearProperty(QTextFormat.Property.FontSizeAdjustment.value)  # it would win over the size
            letters.setFontPointSize(points * _SIZES.get(level, 1.0))
            letters.setFontWeight(QFont.Weight.Bold.value)
            _over(span, block.document()).setCharFormat(letters)


def _fragments(block: QTextBlock) -> list[QTextFragment]:
    """Give the runs of one format in a block, before anything is changed in it."""
    found = []
    walk = block.begin()
    while not walk.atEnd():
        found.append(walk.fragment())
        walk += 1
    return found


def _over(span: QTextFragment, document: QTextDocument) -> QTextCursor:
    cursor = QTextCursor(document)
    cursor.setPosition(span.position())
    cursor.setPosition(span.position() + span.length(), QTextCursor.MoveMode.KeepAnchor)
    return cursor


def _spans(block: QTextBlock, tokens: Tokens) -> None:
    """Give code a ground and our own face (a typewriter face has no Chinese), links the colour of links."""
    for span in _fragments(block):
        form = QTextCharFormat()
        if span.charFormat().fontFixedPitch():
            form.setFontFixedPitch(False)
            form.setFontFamilies([block.document().defaultFont().family()])
            form.setBackground(QColor(tokens.sunken))
        elif span.charFormat().isAnchor():
            form.setForeground(QColor(tokens.info))
        else:
            continue
        _over(span, block.document()).mergeCharFormat(form)


def _table(table: QTextTable, tokens: Tokens) -> None:
    form = table.format()
    form.setBorder(1)
    form.setBorderCollapse(True)
    form.setBorderBrush(QBrush(QColor(tokens.line)))
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setCellPadding(5)
    form.setCellSpacing(0)
    form.setTopMargin(GRID)
    form.setBottomMargin(3 * GRID)
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 99))
    table.setFormat(form)
    for place in range(table.columns()):
        cell = table.cellAt(0, place)
        head = cell.format()
        head.setBackground(QColor(tokens.sunken))
        cell.setFormat(head)


def fit_pictures(document: QTextDocument, width: int, ratio: float, load: Callable[[str], QImage]) -> None:
    """Set pictures no wider than a page of `width` px, nor wider than they are; `ratio` is that of the screen.

    They are made smaller here, since a document would draw them by leaving out lines.
    """
    room = width - 2 * int(document.documentMargin()) - _SIDES
    kind = QTextDocument.ResourceType.ImageResource.value
    block = document.begin()
    while block.isValid() and room > 0:
        for span in _fragments(block):
            if not span.charFormat().isImageFormat():
                continue
            form = span.charFormat().toImageFormat()
            image = load(form.name())
            if image.isNull():
                continue
            wide = min(image.width(), room)
            small = image.scaledToWidth(round(wide * ratio), Qt.TransformationMode.SmoothTransformation)
            small.setDevicePixelRatio(ratio)
            document.addResource(kind, QUrl(form.name()), small)
            form.setWidth(wide)
            form.setHeight(wide * image.height() / image.width())
            _over(span, document).setCharFormat(form)
            line = QTextBlockFormat()
            line.setLineHeight(100, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            QTextCursor(block).mergeBlockFormat(line)
        block = block.next()
