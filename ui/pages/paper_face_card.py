"""打印字体 on the system page: the face of printed papers, and whether this PC has it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.papers.faces import LOOK_WORDS, SETTING, fonts_of, look_of
from ui.text import _
from ui.widgets.cards import Card
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.labels import label, row

if TYPE_CHECKING:
    from db.casebook import Casebook
    from printouts.office_face import Look
    from ui.jobs import Progress
    from ui.pages.page import Page


@dataclass(frozen=True)
class Face:
    """Hold the face chosen, and the file in which this PC has it: empty where it has none."""

    look: "Look"
    file: str


def look(book: "Casebook", _progress: object = None) -> Face:
    """Look for the face on this PC; the first time it walks through the folders of fonts."""
    office = fonts_of(book).office
    return Face(look_of(book), office.path.name if office else "")


class PaperFaceCard(Card):
    """Choose the face."""

    def __init__(self, page: "Page", parent: QWidget | None = None) -> None:
        super().__init__(_("打印字体"), parent)
        self._page = page
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(_("打印字体"))
        for each, words in LOOK_WORDS.items():
            self.choice.addItem(_(words), each)
        self.choice.activated.connect(lambda _index: self._keep())
        self.words = label("", "muted", wrap=True)
        self.body.addLayout(row(label(_("券、证书、表册的正文用")), self.choice, None))
        self.body.addWidget(self.words)

    def load(self) -> None:
        """Show what is chosen and what this PC has."""
        self._page.run(look, self._tell)

    def _keep(self) -> None:
        chosen = str(self.choice.currentData())

        def work(book: "Casebook", _progress: "Progress") -> Face:
            book.set_setting(SETTING, chosen)
            return look(book)

        self._page.run(work, self._tell, write=True)

    def _tell(self, face: Face) -> None:
        self.choice.setCurrentIndex(max(0, self.choice.findData(face.look)))
        name = _(LOOK_WORDS[face.look])
        if face.look == "bundled":
            words = _("随程序附带，每台电脑打出来都一样。")
        elif face.file:
            words = _(
                "本机有{name}（{file}）。这种字体里没有的字，逐字用随程序的宋体或本机的大字符集字体补上。"
            ).format(name=name, file=face.file)
        else:
            words = _(
                "本机没有{name}，打印时先用随程序的宋体代替。装好{name}字体并重新启动程序后，自动改用{name}。"
            ).format(name=name)
        self.words.setText(words)
