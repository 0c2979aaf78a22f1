"""The one root of every error that a user may meet, and its three families.

An error carries fields, never a sentence and never a secret; `ui/error_text.py` words it by its `code`.
A bug stays an ordinary exception and reaches the log.
"""

from typing import Any, ClassVar


class AppError(Exception):
    """Be the root: a `code` that the edge words, and the fields that its words need."""

    code: ClassVar[str] = "ERROR"

    def __init__(self, **fields: Any) -> None:
        super().__init__(self.code, fields)
        self.fields = fields

    def __getattr__(self, name: str) -> Any:
        """Give a field by its name; raise AttributeError where the error has none such."""
        try:
            return self.__dict__["fields"][name]
        except KeyError:
            raise AttributeError(name) from None

    def __str__(self) -> str:
        return f"{self.code} {self.fields}" if self.fields else self.code


class CancelledWork(Exception):
    """Leave work that the user has cancelled; no failure, and nobody is told of it as of one."""


class UserError(AppError):
    """Say that the user can mend it: another value, another passphrase, another person's consent."""


class ReasonMissing(UserError):
    """Say that a deed needs its reason in writing."""

    code = "REASON_MISSING"


class EnvironmentFailure(AppError):
    """Say that the machine failed: a full disk, a read-only folder, a missing printer."""


class UntrustedInput(AppError):
    """Say that what came from outside is not what it claims: a bundle, a workbook, a scanned code."""


def all_errors(root: type[AppError] = AppError) -> list[type[AppError]]:
    """List every error class below `root` that has been imported so far, the families left out."""
    found: list[type[AppError]] = []
    for child in root.__subclasses__():
        if "code" in child.__dict__:
            found.append(child)
        found.extend(all_errors(child))
    return found
