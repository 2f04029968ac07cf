"""The problem bundle (问题包): gathered and written beside the work."""

from pathlib import Path

from fieldapp.files.problem_bundles import write_problem_bundle
from ui.operations import exports
from ui.session import Session

FILE_NAME = "fieldapp-problem.zip"


def save(session: Session, path: Path) -> None:
    """Write the bundle and say so; it names nobody, so nothing is logged as an export."""
    app = session.application

    def work() -> None:
        write_problem_bundle(path, app.paths.logs, app.read.problem_parts())

    exports.write(session, path, work, said="problem_bundle_saved")
