"""The problem bundle (问题包): gathered and written beside the work."""

from pathlib import Path

from fieldapp.domain.problems import Refusal
from fieldapp.files.problem_bundles import write_problem_bundle
from fieldapp.messages import message
from ui.session import Session

FILE_NAME = "fieldapp-problem.zip"


def save(session: Session, path: Path) -> None:
    """Write the bundle and say so; it names nobody, so nothing is logged as an export."""
    app = session.application

    def work() -> Refusal | None:
        try:
            write_problem_bundle(path, app.paths.logs, app.read.problem_parts())
        except OSError:
            return Refusal(code="file_not_written", details={"name": path.name})
        return None

    def after(refusal: Refusal | None) -> None:
        if refusal is not None:
            session.say_refusal(refusal)
        else:
            session.say(message("problem_bundle_saved", {"name": path.name}), "success")

    session.jobs.in_background(work, after)
