"""The words of each line of 开场自检: its name, what was found, and what to do."""

from fieldapp.domain.self_checks import Check
from fieldapp.messages import translate as _

NAMES = {
    "store": "本机数据",
    "disk": "磁盘",
    "battery": "电量",
    "clock": "时间",
    "backup": "备份",
    "numbers": "号段",
    "pending": "待上报",
    "printer": "打印机",
    "spool": "打印留底",
    "camera": "摄像头",
    "input_method": "输入法",
    "scanner": "扫码枪",
    "reader": "读卡器",
    "keys": "F10 键",
    "version": "程序版本",
}
_STATES: dict[tuple[str, str], tuple[str, str]] = {
    ("store", "sound"): ("检查过,完好", ""),
    ("store", "damaged"): ("数据文件有损坏", "先不要开场:到设置里用备份恢复,或换一台电脑。"),
    ("disk", "enough"): ("剩 {value} GB", ""),
    ("disk", "little"): ("只剩 {value} GB", "请清理文件;照片和备份会很快占满。"),
    ("disk", "full"): ("只剩 {value} GB,不够记录", "先不要开场:请删去不用的文件,腾出 1 GB 以上。"),
    ("battery", "none"): ("接着电源,或没有电池", ""),
    ("battery", "enough"): ("{value}%", ""),
    ("battery", "low"): ("只有 {value}%", "请接上电源;没电时已保存的记录不会丢。"),
    ("clock", "unknown"): ("还没有和中心对过时", "请看右下角的时间对不对,不对请在系统里改。"),
    ("clock", "right"): ("和中心一致", ""),
    ("clock", "wrong"): ("和中心差 {value} 分钟", "请在系统里改正时间;登记顺序不受影响。"),
    ("backup", "none"): ("还没有备份过", "到收摊页备份到 U 盘;开场前备一份更放心。"),
    ("backup", "fresh"): ("{value} 小时前", ""),
    ("backup", "old"): ("{value} 小时前", "请在收摊时备份到 U 盘或文件夹。"),
    ("numbers", "not_needed"): ("中心批准的活动不用号段", ""),
    ("numbers", "enough"): ("还剩 {value} 个号", ""),
    ("numbers", "few"): ("只剩 {value} 个号", "有网络时按 F5 取新号段;用完后自动改发受理号。"),
    ("numbers", "none"): ("没有号了", "接入中心并按 F5 取号段;没有号也能登记,只发受理号。"),
    ("pending", "none"): ("都上报了", ""),
    ("pending", "some"): ("{value} 条,有网络时自动上报", ""),
    ("pending", "old"): ("{value} 条,很久没有上报", "有网络时按 F5。"),
    ("pending", "alone"): ("{value} 条,还没有接入中心", ""),
    ("printer", "none"): ("没有找到打印机", "接上后重新检查;没有也能登记,卡和凭证可以存成 PDF。"),
    ("printer", "try"): ("找到 {value} 台", "请打一张测试页看看。"),
    ("printer", "asked"): ("测试页已送出", "看一下纸:看得清就行。"),
    ("spool", "dropped"): ("系统打完就删", ""),
    ("spool", "kept"): ("系统把打过的文件留着", "里面有姓名和证件号码:请管理员设 PreserveJobFiles No,见运维手册。"),
    ("spool", "unknown"): ("看不到系统的设置", "请管理员确认 PreserveJobFiles No:打过的文件不应留在系统里。"),
    ("camera", "not_needed"): ("本场不拍照", ""),
    ("camera", "works"): ("看得到画面", ""),
    ("camera", "missing"): ("没有画面", "请插好摄像头再检查;不拍照也能登记。"),
    ("input_method", "right"): ("正常", ""),
    ("input_method", "fcitx"): ("桌面用 fcitx,程序里没有它的插件", "请设 QT_IM_MODULE=ibus 后重新打开程序。"),
    ("scanner", "ask"): ("扫任意一张码试试", "登记表、会员卡、活动码都行;没有也能手工输入。"),
    ("scanner", "works"): ("收到了", ""),
    ("reader", "not_set"): ("没有设读卡器,证件号码手工输入", ""),
    ("reader", "try"): ("设在 {value}", "请在登记页放一张证件,按 F7 试读;读不出也能手工输入。"),
    ("keys", "ask"): ("按一下 F10", "没反应?试试 Fn+F10,或用 Ctrl+Enter。"),
    ("keys", "works"): ("收到了", ""),
    ("keys", "twin"): ("收到 Ctrl+Enter,它和 F10 一样用", ""),
    ("version", "is"): ("{value}", ""),
}


def found_words(check: Check) -> str:
    """Return what was found."""
    return _(_STATES[check.code, check.state][0]).format(value=check.value)


def remedy_words(check: Check) -> str:
    """Return what to do about it, empty when nothing."""
    words = _STATES[check.code, check.state][1]
    return _(words) if words else ""
