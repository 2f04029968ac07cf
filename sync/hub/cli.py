"""``fieldapp-hub``: serve, migrate, accounts, one-time codes, imports and the statistics workbook.

A composition root. Passwords come from standard input or the environment, never from arguments.
"""

import argparse
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import FrameType
from typing import NoReturn

import uvicorn
from sqlalchemy.exc import SQLAlchemyError

from fieldapp.domain.events import Delegation
from fieldapp.domain.ids import OrganisationId
from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from fieldapp.messages import message
from fieldapp.messages import translate as _
from fieldapp.processes import keep_private
from sync.hub.application import hub_over
from sync.hub.bells import Bell
from sync.hub.centre import open_centre, prepare_to_serve
from sync.hub.services import (
    accounts,
    audit_heads,
    backup_marks,
    delegations,
    enrol_codes,
    generations,
    member_files,
    organisation_files,
    trust,
    workbooks,
)
from sync.hub.store import batches
from sync.hub.verifying import BesideVerifier
from sync.protocol.info import FINGERPRINT_SHOWN
from sync.protocol.limits import ANSWER_DAYS

EXIT_REFUSED = 2
_OWNER_ONLY = 0o077
DEFAULT_DATABASE = "sqlite:///fieldapp-hub.db"
PASSWORD_VARIABLE = "FIELDAPP_HUB_PASSWORD"
_GRACE_SECONDS = 10
_LAST_PORT = 65_535
_HOUR_MS = 60 * 60 * 1000
_COMMANDS = {
    "serve": _("启动中心和审核台(先做完缺的数据库升级)"),
    "migrate": _("升级数据库,第一次时建好它"),
    "raise-generation": _("从备份恢复的中心在启动以前换代"),
    "backup-mark": _("备份以前取标记;核对过的备份用 --confirm 确认"),
    "add-user": _("新建审核台账号,或给已有账号换密码和权限"),
    "enrol-code": _("生成一台电脑的一次性接入码和中心指纹"),
    "import-organisations": _("导入工会组织(CSV,UTF-8)"),
    "import-members": _("导入原有会员(CSV,UTF-8)"),
    "add-delegation": _("登记一份现场批准的授权决议"),
    "audit-heads": _("列出各台电脑审计链的头部"),
    "export-trust": _("导出会员卡的信任名单"),
    "statistics": _("写出统计表工作簿(默认今年以来)"),
}


class _Server(uvicorn.Server):
    """Says where it listens once it does; a stop by signal ends long-polls and is a success."""

    def __init__(self, config: uvicorn.Config, bell: Bell, address: str) -> None:
        super().__init__(config)
        self.bell, self.address = bell, address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f"listening on {self.address}", flush=True)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        def stop(number: int, frame: FrameType | None) -> None:
            self.bell.close()
            self.handle_exit(number, frame)

        kept = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in kept.items():
                signal.signal(number, handler)


def _serve(arguments: argparse.Namespace) -> int:
    keep_private()
    beside = BesideVerifier()
    centre = replace(open_centre(arguments.database), verify=beside)
    with centre.store.write() as connection:
        batches.purge(connection, centre.now_ms() - ANSWER_DAYS * 24 * _HOUR_MS)
    hub = hub_over(centre)
    try:
        listening = socket.create_server((arguments.host, arguments.port), backlog=256)
    except OSError as error:
        raise KnownError("hub_port_unusable", host=arguments.host, port=str(arguments.port)) from error
    shown = "127.0.0.1" if arguments.host == "0.0.0.0" else arguments.host  # noqa: S104 - only compared
    config = uvicorn.Config(
        hub,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        timeout_keep_alive=75,
        limit_concurrency=400,
    )
    prepare_to_serve()
    server = _Server(config, hub.state.bell, f"http://{shown}:{listening.getsockname()[1]}")
    server.run(sockets=[listening])
    beside.close()
    return 0


def _migrate(arguments: argparse.Namespace) -> int:
    centre = open_centre(arguments.database)
    print(f"hub {centre.identity.server} generation {centre.identity.gen}")
    return 0


def _add_user(arguments: argparse.Namespace) -> int:
    if arguments.password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = os.environ.get(PASSWORD_VARIABLE, "")
    centre = open_centre(arguments.database)
    made = accounts.add_user(centre, name=arguments.name, password=password, union=arguments.union, role=arguments.role)
    return _said(made, lambda: arguments.name)


def _enrol_code(arguments: argparse.Namespace) -> int:
    centre = open_centre(arguments.database)
    fresh = enrol_codes.request_code(
        centre,
        account="cli",
        union=arguments.union,
        region=arguments.region,
        life_ms=arguments.hours * _HOUR_MS,
    )
    if isinstance(fresh, Refusal):
        return _said(fresh, str)
    print(f"{fresh.code} {fresh.fingerprint[:FINGERPRINT_SHOWN]}")
    return 0


def _raise_generation(arguments: argparse.Namespace) -> int:
    centre = open_centre(arguments.database)
    done = generations.raise_generation(centre, account="cli")
    print(f"hub {centre.identity.server} generation {done.gen}")
    return 0


def _backup_mark(arguments: argparse.Namespace) -> int:
    centre = open_centre(arguments.database)
    if arguments.confirm is None:
        print(backup_marks.take_mark(centre).text)
        return 0
    return _said(backup_marks.confirm_mark(centre, arguments.confirm, account="cli"), lambda: arguments.confirm)


def _import_organisations(arguments: argparse.Namespace) -> int:
    done = organisation_files.import_organisations(open_centre(arguments.database), arguments.file)
    return _said(done, lambda: "" if isinstance(done, Refusal) else str(done.count))


def _import_members(arguments: argparse.Namespace) -> int:
    done = member_files.import_members(open_centre(arguments.database), arguments.file)
    return _said(done, lambda: "" if isinstance(done, Refusal) else str(done.count))


def _add_delegation(arguments: argparse.Namespace) -> int:
    asked = Delegation(
        number=arguments.number,
        union=OrganisationId(arguments.union),
        resolved_on=arguments.resolved_on,
        approvers=tuple(arguments.approver),
        valid_from=arguments.valid_from,
        valid_to=arguments.valid_to,
        maximum=arguments.maximum,
    )
    done = delegations.add_delegation(open_centre(arguments.database), asked, account="cli")
    return _said(done, lambda: arguments.number)


def _statistics(arguments: argparse.Namespace) -> int:
    centre = open_centre(arguments.database)
    end = arguments.to or centre.clock.now().astimezone().date()
    start = arguments.since or date(end.year, 1, 1)
    if start > end:
        raise KnownError("hub_period_backwards", start=start.isoformat(), end=end.isoformat())
    workbooks.write_statistics(centre, arguments.out, start=start, end=end)
    print(arguments.out)
    return 0


def _audit_heads(arguments: argparse.Namespace) -> int:
    centre = open_centre(arguments.database)
    with centre.store.read() as connection:
        told = audit_heads.heads(connection, arguments.device)
    if arguments.json:
        print(audit_heads.as_json(told))
        return 0
    for one in told:
        print(f"{one.dev} {one.n} {one.head} {one.received_at}")
    return 0


def _export_trust(arguments: argparse.Namespace) -> int:
    centre = open_centre(arguments.database)
    with centre.store.read() as connection:
        arguments.out.write_bytes(trust.trust_list(centre, connection).payload())
    print(arguments.out)
    return 0


def _said(result: object, line: Callable[[], str]) -> int:
    if isinstance(result, Refusal):
        print(message(result.code, result.details).sentence, file=sys.stderr)
        return EXIT_REFUSED
    print(line())
    return 0


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a call in one sentence."""

    def error(self, message: str) -> NoReturn:
        words = _("命令写错了:{what}。用 {program} --help 看写法。").format(what=message, program=self.prog)
        self.exit(EXIT_REFUSED, f"{words}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="fieldapp-hub", description="fieldapp 中心(也可作现场汇聚端)")
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=_COMMANDS[name], description=_COMMANDS[name])
        made.add_argument(
            "--database",
            metavar="URL",
            default=os.environ.get("FIELDAPP_HUB_DATABASE", DEFAULT_DATABASE),
            help=_("数据库地址,sqlite:///文件 或 postgresql+psycopg://…(默认 {default})").format(
                default=DEFAULT_DATABASE
            ),
        )
        made.set_defaults(run=run)
        return made

    serve = command("serve", _serve)
    serve.add_argument("--port", type=_port, default=8600, help=_("端口,默认 8600"))
    serve.add_argument("--host", default="127.0.0.1", help=_("监听的地址,默认只有本机"))
    command("migrate", _migrate)
    command("raise-generation", _raise_generation)
    marking = command("backup-mark", _backup_mark)
    marking.add_argument("--confirm", metavar="MARK", help="已核对过的备份开始前取的标记")
    user = command("add-user", _add_user)
    user.add_argument("name", help=_("登录名"))
    user.add_argument(
        "--password-stdin", action="store_true", help=_("密码从标准输入读;不写就读环境变量 FIELDAPP_HUB_PASSWORD")
    )
    user.add_argument("--union", required=True, metavar="ID", help=_("管到哪个工会及其下级;* 是全部"))
    user.add_argument("--role", choices=accounts.ROLES, required=True)
    code = command("enrol-code", _enrol_code)
    code.add_argument("--union", metavar="ID", help=_("这台电脑属于哪个工会"))
    code.add_argument("--region", metavar="CODE", help=_("六位旗县区或市级代码"))
    code.add_argument("--hours", type=int, default=24, help=_("多少小时内有效,默认 24,最多 168"))
    command("import-organisations", _import_organisations).add_argument("file", type=Path)
    command("import-members", _import_members).add_argument("file", type=Path)
    _delegation_arguments(command("add-delegation", _add_delegation))
    heads = command("audit-heads", _audit_heads)
    heads.add_argument("--device", help=_("只要一台电脑的,写它的编号"))
    heads.add_argument("--json", action="store_true", help=_("写成电脑上「拿中心的头部来比」要的文件"))
    command("export-trust", _export_trust).add_argument("out", type=Path)
    statistics = command("statistics", _statistics)
    statistics.add_argument("out", type=Path)
    statistics.add_argument("--from", dest="since", type=_day, metavar="YYYY-MM-DD")
    statistics.add_argument("--to", type=_day, metavar="YYYY-MM-DD")
    return parser


def _port(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= number <= _LAST_PORT:
        raise argparse.ArgumentTypeError(_("端口是 0 到 65535 的整数"))
    return number


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("日期写成 2026-05-01 的样子")) from error


def _delegation_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number")
    parser.add_argument("--union", required=True)
    parser.add_argument("--resolved-on", type=_day, required=True)
    parser.add_argument("--approver", action="append", required=True)
    parser.add_argument("--valid-from", type=_day, required=True)
    parser.add_argument("--valid-to", type=_day, required=True)
    parser.add_argument("--maximum", type=int, required=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status (2 and one sentence when it could not be done)."""
    arguments = _parser().parse_args(argv)
    before = os.umask(_OWNER_ONLY)  # databases and workbooks hold whole numbers
    try:
        status: int = arguments.run(arguments)
    except KnownError as error:
        print(message(error.code, error.details).sentence, file=sys.stderr)
        return EXIT_REFUSED
    except (SQLAlchemyError, OSError) as error:
        # Only the kind: the driver's own words may quote rows or addresses.
        words = message("hub_command_failed", {"kind": type(error).__name__}).sentence
        print(words, file=sys.stderr)
        return EXIT_REFUSED
    finally:
        os.umask(before)
    return status


if __name__ == "__main__":
    sys.exit(main())
