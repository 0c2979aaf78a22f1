"""What one page asks another for when it opens a page of records: a new one that begins with something, or a list as it is wanted."""

import json
from typing import Any


def wish(view: str, **values: Any) -> bytes:
    """Give what `Page.open` takes for a new record of a view that begins with these values (ids as bytes)."""
    told = {name: one.hex() if isinstance(one, bytes) else one for name, one in values.items()}
    return json.dumps({"new": view, "values": told}).encode()


def seek(view: str, choice: str = "") -> bytes:
    """Give what `Page.open` takes for the list of a view with a state or an area's own choice (`Preset.name`)."""
    return json.dumps({"list": view, "choice": choice}).encode()
