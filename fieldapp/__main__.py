"""The command line: one short function per command, which wires what it needs and prints the answer.

Everything heavy is imported when its command is called, so that ``fieldapp run`` starts quickly and
``roster check`` needs no window. Answers go to standard output, one sentence of trouble to standard
error.
"""

import argparse
import dataclasses
import json
import runpy
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from fieldapp import __version__
from fieldapp.domain.clock import SystemClock
from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from fieldapp.messages import message
from fieldapp.messages import translate as _

if TYPE_CHECKING:
    from fieldapp.app import Application
    from fieldapp.domain.rosters import RosterRow

EXIT_GOOD, EXIT_SOME_BAD, EXIT_REFUSED, EXIT_TROUBLE, EXIT_USAGE = 0, 1, 2, 3, 64
OURS = ("fieldapp", "ui", "sync")


class _Parser(argparse.ArgumentParser):
    """Keeps a wrong call apart from the exit statuses that mean something (2 is "red" or "unreadable")."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        words = _("命令写错了:{what}。用 {program} --help 看写法。").format(what=message, program=self.prog)
        self.exit(EXIT_USAGE, f"{words}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="fieldapp", description=_("货车司机、快递员、外卖员集中入会现场登记"))
    parser.add_argument("--version", action="version", version=f"fieldapp {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_simple(commands)
    _add_roster(commands)
    _add_card(commands)
    _add_papers(commands)
    _add_upkeep(commands)
    return parser


def _add_simple(commands: Any) -> None:
    run = commands.add_parser("run", help=_("打开登记程序"))
    run.set_defaults(command=_run)
    demo = commands.add_parser("demo", help=_("从头到尾演示一天的工作"))
    demo.add_argument("out", nargs="?", type=Path, default=Path("demo-out"), metavar="DIR")
    demo.set_defaults(command=_demo)
    test = commands.add_parser("self-test", help=_("检查本机能否正常工作"))
    test.add_argument("--json", action="store_true")
    test.set_defaults(command=_self_test)


def _add_roster(commands: Any) -> None:
    actions = commands.add_parser("roster", help=_("名册")).add_subparsers(required=True, metavar="ACTION")
    check = actions.add_parser("check", help=_("预检一份名册,不写入任何内容"))
    check.add_argument("file", type=Path, metavar="FILE")
    check.add_argument("--today", type=_day, default=None, metavar="YYYY-MM-DD", help=_("按这一天计算年龄"))
    check.add_argument("--sheet", default="", metavar="NAME", help=_("读这一张工作表"))
    check.add_argument("--json", action="store_true", help=_("每人一行 JSON"))
    check.set_defaults(command=_roster_check)


def _add_card(commands: Any) -> None:
    actions = commands.add_parser("card", help=_("会员卡")).add_subparsers(required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help=_("离线核验二维码"))
    verify.add_argument("code", metavar="TEXT-or-IMAGE")
    keys = verify.add_mutually_exclusive_group(required=True)
    keys.add_argument("--trust", type=Path, metavar="LIST", help=_("信任列表文件"))
    keys.add_argument("--key", type=Path, metavar="PEM", help=_("单个公钥文件"))
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(command=_card_verify)


def _add_papers(commands: Any) -> None:
    actions = commands.add_parser("papers", help=_("打印件")).add_subparsers(required=True, metavar="ACTION")
    render = actions.add_parser("render", help=_("把打印任务画成 PDF"))
    what = render.add_mutually_exclusive_group(required=True)
    what.add_argument("--list", action="store_true", help=_("列出能画的全部打印件"))
    what.add_argument("spec", type=Path, metavar="SPEC.json", nargs="?")
    render.add_argument("out", type=Path, metavar="OUT.pdf", nargs="?")
    render.set_defaults(command=_papers_render, fail=render.error)


def _add_upkeep(commands: Any) -> None:
    backup = commands.add_parser("backup", help=_("整库加密备份到一个文件夹(口令从标准输入读)"))
    backup.add_argument("out", type=Path, metavar="DIR")
    backup.add_argument("--json", action="store_true")
    backup.set_defaults(command=_backup)
    actions = commands.add_parser("audit", help=_("审计")).add_subparsers(required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help=_("核对审计链,指出第一处不对(口令从标准输入读)"))
    verify.add_argument("--heads", type=Path, metavar="FILE", help=_("中心导出的头部(fieldapp-hub audit-heads --json)"))
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(command=_audit_verify)
    bundle = commands.add_parser("problem-bundle", help=_("问题包:可以寄出,不含任何人的信息"))
    bundle.add_argument("out", type=Path, metavar="OUT.zip")
    bundle.add_argument("--passphrase-stdin", action="store_true", help=_("打开本机数据,带上计数和代码"))
    bundle.set_defaults(command=_problem_bundle)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("日期写成 2026-05-01 的样子")) from error


def _say(refusal: Refusal | KnownError) -> None:
    print(message(refusal.code, refusal.details).sentence, file=sys.stderr)


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _run(_arguments: argparse.Namespace) -> int:
    from ui.app import main as open_window

    return open_window([])


def _demo(arguments: argparse.Namespace) -> int:
    from ui.demo.__main__ import main as demonstrate

    return demonstrate([str(arguments.out)])


def _self_test(arguments: argparse.Namespace) -> int:
    from ui.demo.self_test import run_checks

    results = run_checks()
    is_good = all(result.is_good for result in results)
    if arguments.json:
        _print_json({"good": is_good, "version": __version__, "checks": [dataclasses.asdict(r) for r in results]})
    else:
        for result in results:
            print("✓" if result.is_good else "✗", result.name, result.detail)
    return EXIT_GOOD if is_good else EXIT_SOME_BAD


def _row_sentence(row: "RosterRow") -> str:
    word = {"accept": _("可以"), "warn": _("提醒"), "reject": _("退回")}[row.outcome]
    reasons = " ".join(message(one.code, one.details).sentence for one in row.problems())
    return _("第 {row} 行 {word} {reasons}").format(row=row.row, word=word, reasons=reasons).rstrip()


def _roster_check(arguments: argparse.Namespace) -> int:
    from fieldapp.files.roster_check import check_file

    today = arguments.today or SystemClock().now().astimezone().date()
    checked = check_file(arguments.file, today, sheet=arguments.sheet)
    if isinstance(checked, Refusal):
        _say(checked)
        return EXIT_REFUSED
    others = checked.table.alike
    if others:
        told = _("只读了工作表“{sheet}”;这几张里也有人:{others}。用 --sheet 再读另一张。")
        print(told.format(sheet=checked.table.sheet, others="、".join(others)), file=sys.stderr)
    for row in checked.rows:
        if arguments.json:
            _print_json(row.as_json())
        else:
            print(_row_sentence(row))
    return EXIT_SOME_BAD if any(row.outcome == "reject" for row in checked.rows) else EXIT_GOOD


def _card_texts(given: str) -> str | tuple[str, ...]:
    """Return the text given; the name of an existing file means all codes in that picture."""
    if not _is_file(given):
        return given
    from fieldapp.devices.barcodes import decode_image

    return decode_image(Path(given))


def _is_file(given: str) -> bool:
    try:
        return Path(given).is_file()
    except (OSError, ValueError):
        # Too long for a name, or with a NUL in it: a text.
        return False


def _card_verify(arguments: argparse.Namespace) -> int:
    from fieldapp.crypto.card_command import verify_command

    try:
        texts = _card_texts(arguments.code)
    except KnownError as trouble:
        # Whoever holds up something unreadable is not let through.
        _say(trouble)
        return _verdict(arguments, {"verdict": "red", "code": trouble.code, "profile": None, "claims": None}, 2)
    return _verdict(arguments, *verify_command(texts, arguments.trust, arguments.key, SystemClock().now()))


def _verdict(arguments: argparse.Namespace, verdict: Mapping[str, Any], status: int) -> int:
    if arguments.json:
        _print_json(verdict)
    else:
        print(verdict["verdict"], verdict["code"])
    return status


def _papers_render(arguments: argparse.Namespace) -> int:
    from fieldapp.documents.orders import paper_names
    from ui.papers import render

    if arguments.list:
        for name in paper_names():
            print(name, message(f"paper_{name}").title)
        return EXIT_GOOD
    if arguments.out is None:
        arguments.fail(_("还要写出 PDF 的文件名"))
    if arguments.out.exists() and arguments.out.samefile(arguments.spec):
        arguments.fail(_("写出的文件不能就是清单本身"))
    result = render(arguments.spec, arguments.out)
    if isinstance(result, Refusal):
        _say(result)
        return EXIT_REFUSED
    return EXIT_GOOD


def _passphrase() -> str:
    """Read one line; a person at a terminal is asked for it, unseen."""
    if sys.stdin.isatty():
        from getpass import getpass

        return getpass(_("口令:"))
    return sys.stdin.readline().rstrip("\r\n")


def _opened(act: "Callable[[Application], int]") -> int:
    """Unlock the store of this laptop, act, and close it; a store that is open in the window is refused."""
    from fieldapp.app import Application
    from fieldapp.paths import default_paths

    paths = default_paths()
    if not Application.exists(paths):
        raise KnownError("store_missing")
    application = Application.unlock(paths, _passphrase())
    if isinstance(application, Refusal):
        _say(application)
        return EXIT_REFUSED
    try:
        return act(application)
    finally:
        application.close()


def _backup(arguments: argparse.Namespace) -> int:
    def act(application: "Application") -> int:
        made = application.back_up(arguments.out)
        if arguments.json:
            _print_json({"folder": str(made.folder), "facts": made.facts, "seq": made.seq, "bytes": made.size})
        else:
            print(_("备份好了,已核对 {n} 条记录:{folder}").format(n=made.facts, folder=made.folder))
        return EXIT_GOOD

    return _opened(act)


def _audit_verify(arguments: argparse.Namespace) -> int:
    from fieldapp.files.audit_heads import read_audit_heads

    def act(application: "Application") -> int:
        heads = read_audit_heads(arguments.heads, application.signer.device) if arguments.heads else ()
        if isinstance(heads, Refusal):
            _say(heads)
            return EXIT_REFUSED
        known = max((one.n for one in heads), default=0)
        fault, newest = application.audit_fault(heads), application.read.audit(1)
        count = newest[0].n if newest else 0
        if arguments.json:
            told = {"good": fault is None, "entries": count, "known_at_centre": known if heads else None}
            _print_json({**told, "fault": fault and dataclasses.asdict(fault)})
        elif fault is None:
            print(_("审计链完整,{n} 条").format(n=count))
        else:
            said = message(f"audit_{fault.why}", {"first": f"{fault.first:,}", "last": f"{fault.last:,}"})
            print(said.sentence)
        if heads and not arguments.json:
            print(_("本机 {n} 条,中心知道到第 {known} 条").format(n=count, known=known))
        return EXIT_GOOD if fault is None else EXIT_SOME_BAD

    return _opened(act)


def _problem_bundle(arguments: argparse.Namespace) -> int:
    from fieldapp.files.problem_bundles import write_problem_bundle
    from fieldapp.paths import default_paths
    from ui.demo.self_test import run_checks

    checks = "".join(f"{'good' if one.is_good else 'BAD'} {one.name}\n" for one in run_checks())
    parts = {"self-test.txt": checks}

    def write() -> int:
        try:
            write_problem_bundle(arguments.out, default_paths().logs, parts)
        except OSError as error:
            raise KnownError("file_not_written", name=arguments.out.name) from error
        return EXIT_GOOD

    def act(application: "Application") -> int:
        parts.update(application.read.problem_parts())
        return write()

    return _opened(act) if arguments.passphrase_stdin else write()


def _run_as_module(argv: Sequence[str]) -> int:
    """Run one of our own modules: the packaged program is its own interpreter for child processes."""
    name = argv[0]
    if name.split(".")[0] not in OURS:
        return EXIT_USAGE
    sys.argv = [name, *argv[1:]]
    runpy.run_module(name, run_name="__main__")
    return EXIT_GOOD


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status (README.md lists them)."""
    given = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    if given[:1] == ["child"] and given[1:] and getattr(sys, "frozen", False):
        return _run_as_module(given[1:])
    arguments = _parser().parse_args(given)
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except KnownError as trouble:
        _say(trouble)
        return EXIT_TROUBLE
    except BrokenPipeError:
        # Whoever read our lines has seen enough; what is still buffered must not raise at exit.
        sys.stdout = None  # then the interpreter flushes nothing
        return EXIT_GOOD
    except Exception:  # noqa: BLE001 - the crash handler: Python's own status 1 would say "amber" or "some rows bad"
        traceback.print_exc()
        return EXIT_TROUBLE


if __name__ == "__main__":
    sys.exit(main())
