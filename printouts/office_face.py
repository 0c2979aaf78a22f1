"""Find the face in which an office wants its papers: 仿宋, 楷体 or 宋体 of the machine, by the names such fonts go by.

Papers of an office are by custom in these faces. They cannot be passed on with the program, but Windows, Kylin and UOS come with them;
LXGW WenKai (霞鹜文楷) and Zhuque Fangsong (朱雀仿宋) are free and welcome. Where a machine has none, the bundled serif stands in.
"""

from collections.abc import Sequence
from typing import Literal, get_args

from printouts.faces import Face

Look = Literal["bundled", "fangsong", "kai", "song"]
LOOKS: tuple[Look, ...] = get_args(Look)

# in order of preference; compared with a name in small letters without spaces, hyphens and underscores
_NAMES: dict[Look, tuple[str, ...]] = {
    "fangsong": (
        "仿宋gb2312",
        "fangsonggb2312",
        "simfang",
        "仿宋",
        "fangsong",
        "fzfs",
        "stfangso",
        "cesifs",
        "cesi仿宋",
    ),
    "kai": (
        "楷体gb2312",
        "kaitigb2312",
        "simkai",
        "楷体",
        "kaiti",
        "fzkt",
        "stkaiti",
        "cesikt",
        "cesi楷体",
        "霞鹜文楷",
        "lxgwwenkai",
        "wenkai",
        "ukai",
    ),
    "song": ("simsun", "新宋体", "宋体", "stsong", "songti", "书宋", "fzss", "cesisong", "cesi宋体"),
}
_OTHERS: dict[Look, tuple[str, ...]] = {
    # rare-character companions draw little else; bold, light and monospaced cuts are not the face of running text
    "fangsong": ("ext", "bold", "light", "black"),
    "kai": ("ext", "bold", "light", "medium", "mono", "等宽", "black"),
    "song": ("ext", "bold", "light", "black", "仿宋", "fangsong", "小标宋"),
}
_SHOWN = "一人年证书培训合格县工会农民·（）"
"""What a face must draw to set a paper: not a companion for rare characters, not a font of Latin letters that is called like one."""


def _plain(name: str) -> str:
    return "".join(char for char in name.lower() if char not in " -_.")


def find(look: Look, faces: Sequence[Face]) -> Face | None:
    """Give the best of `faces` for `look`, None where none will do; file names are asked first, since that opens no file."""
    wanted, others = _NAMES.get(look, ()), _OTHERS.get(look, ())

    def rank(names: Sequence[str]) -> int | None:
        plain = [_plain(name) for name in names]
        if any(other in name for name in plain for other in others):
            return None
        return next((at for at, part in enumerate(wanted) if any(part in name for name in plain)), None)

    named = {face: rank([face.path.stem]) for face in faces}
    by_file = sorted((face for face in faces if named[face] is not None), key=lambda face: named[face] or 0)
    for face in by_file:
        if _will_do(face):
            return face
    ranked = [(rank(face.called()), face) for face in faces if named[face] is None]
    for _, face in sorted(((at, face) for at, face in ranked if at is not None), key=lambda pair: pair[0]):
        if _will_do(face):
            return face
    return None


def _will_do(face: Face) -> bool:
    return all(ord(char) in face.characters for char in _SHOWN)
