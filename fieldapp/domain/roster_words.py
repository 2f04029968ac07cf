"""What the words of a roster's cell are: a total, a note, a label of a signature line, an example, a name.

The rows between and below the people are written by hand, so these are vocabularies, not a grammar.
"""

import re
from functools import lru_cache

from fieldapp.domain.codes import group_of
from fieldapp.domain.names import DOT, check_name, normalise_name
from fieldapp.domain.text import half_width, without_blanks

_TOTAL = re.compile(
    r".{0,10}(合计|小计|总计|共计|累计|总人数|人数合计|合计人数|共有|总共|小结|合並|合并计)([:(（].*)?"
    r"|.{0,10}(合计|小计|总计|共计|共|总数|人数|总人数)[:(]?[0-9一二三四五六七八九十百千]+(人|名|条|个|位)?\)?"
)
_ROLE_WORDS = (
    "填表|填报|填写|填单|制表|制单|审核|审批|审定|复核|复审|核对|校对|核实|经办|经手|负责|联系|报送|上报|统计|批准|"
    "主管|主办|录入|打印|登记|采集|汇总|分管|单位负责|部门负责|企业负责|公司负责|工会负责|单位联系|企业联系"
)
# a label that stands before somebody's name: that person signs, and does not join
_SIGNER = re.compile(
    rf"((单位|企业|公司|工会|基层工会|部门)?({_ROLE_WORDS}|法人|法定代表|工会)"
    r"(人|者|负责人|联系人|经办人|主席|领导)?(姓名)?(\(?(签字|签名|盖章|签章|公章)\)?)?"
    r"|(总经理|经理|书记|主任|会计|出纳|站长|队长|班长|组长)(\(?(签字|签名|盖章|签章)\)?))"
)
_ROLE = re.compile(
    rf"({_ROLE_WORDS}|单位|工会|基层工会|企业|公司)"
    r"(人|者|人员|单位|领导|部门|日期|时间|电话|方式|主席|意见|负责人|联系人|经办人)?"
    r"(姓名|电话)?(\(?(签字|签名|盖章|签章|公章)\)?)?"
)
_NOTE = re.compile(
    r"(填表|填报|填写|制表|审核|审批|复核|经办|负责|联系|报送|上报|统计|批准|主管|单位|公司|企业|工会|基层|盖章|签字|签名|签章|签收|公章|印章|"
    r"说明|备注|注意|注|附|要求|日期|时间|年月日|以上|以下|此表|本表|本页|第[0-9一二三四五六七八九十]+页|续表|接上页|转下页|打印|"
    r"截止|统一社会信用|信用代码|开户|账号|地址|邮箱|传真)"
)
_FILLER = re.compile(r"[/\\\-‐-―－—_*.…,、，。·]+|无|同上|〃|空|空白|暂无|待补|不详|未填|未知|none|null|n/?a|#n/a")
_NOTE_WHOLE = re.compile(
    r"(填表|填写|填报|其他|特别)?(说明|备注|注意|附注|注释|要求|须知|注意事项|提示|附件)|以下空白|此行以下无内容|以下无(正文|内容)?|"
    r"(盖|公|印|签)章(处)?|签(字|名)(处)?|(\(?盖章\)?)|(必|选|可)填|(必|选)填项|下拉选择|文本(格式)?|本人(签字|签名)|"
    r"[0-9]{0,4}年[0-9]{0,2}月[0-9]{0,2}日?|[0-9]{4}[-./][0-9]{1,2}([-./][0-9]{1,2})?([0-9:]*)|"
    r"第[0-9]+页([,/]?共[0-9]+页)?|共[0-9]+页([,/]?第[0-9]+页)?"
)
_REMARK = re.compile(
    r"属实|情况|真实|特此|兹证明|证明|以上|以下|承诺|信息|无误|如有|如下|签字|盖章|制表|审核|结束|完毕|其他|其它|资料|待定|合同|补充|"
    r"必须|必填|选填|填写|填报|一致|本表|此表|本人|自愿|同意|人员|名单|名册|单位|公司|工会|请|须|按照|根据|删除|复印|附件|说明|合计|小计|总计|"
    r"待补|离职|下月|上报|截止|日期|电话|手机|号码|身份证|不得|不能|不要|注意"
)
_SECTION_END = re.compile(
    r".*(队|组|部|区|公司|站|点|班|工会|街道|镇|乡|苏木|旗|县|市|车间|中心|分拨|仓|线|名单|名册|情况|明细|人员|员工|示例|样例|例|"
    r"日期|时间|单位|电话|地址|人数|总数|号码|负责人|联系人|办公室|科|处|司机|骑手|男|女)"
)
_SECTION = re.compile(
    r"第.{1,4}(队|组|部|班|站|点|批|页)|.*(公司|车队|分队|大队|中队|站点|网点|分部|工会|街道|苏木|中心|办公室|车间|名单|名册|明细|情况|部门)"
)
# around the group that heads a part of a list: "一、货车司机(12人):", "快递员名单"
_BEFORE_SECTION = re.compile(r"^\(?(第?[一二三四五六七八九十]{1,3}|[0-9]{1,2})(类|组|部分)?[)、.:]+|^[★☆●■◆▲△※]+")
_AFTER_SECTION = re.compile(r"(类|组|部分|人员|群体|名单|名册|花名册)?(\(?共?[0-9]{1,5}(人|名)\)?)?[:]?$")
_DAY = re.compile(r"[0-9]{4}[-./年][0-9]{1,2}[-./月][0-9]{1,2}日?[0-9:]*")
_LABELLED = re.compile(r".{1,14}[:：].*")
_EXAMPLE = re.compile(r".*(示例|样例|范例|样表).*|例[:：]?|例如.*")
_SINGLE = frozenset("无女男共略空章注完止合计是否例同有已未总附第年月日人名汉一二三四五六七八九十甲乙丙丁")
# characters that names of other tongues are written with (Mongolian, Uyghur, Kazakh, Tibetan …)
_SOUNDS = frozenset(
    "阿艾爱安敖奥巴白拜班宝保贝毕别宾博勃布才财仓查察昌朝楚次措达呆代丹当道德登地迪丁东都敦顿多朵额鄂恩尔发法芙"
    "嘎甘尕噶刚高戈格根古固关贵哈海罕汗杭浩和赫贺呼胡虎花惠霍吉加佳嘉贾坚江杰金京卡开凯康柯克肯孔库拉来兰郎朗劳勒雷"
    "里力丽利连林龙隆鲁伦罗洛玛马买麦曼芒毛梅门蒙米密敏明莫姆木穆那纳娜乃南尼年宁牛努诺帕佩平普其奇齐祁琪旗恰钦青琼"
    "去热仁日荣茹如瑞若萨赛桑色莎沙山珊尚绍什胜诗石史斯松苏素孙索塔台太坦唐陶特腾提天铁图吐托陀娃瓦万汪旺威维卫文乌吾"
    "西希锡喜夏祥向肖晓谢兴雄旭亚娅雅央扬羊洋伊衣依以亦音尹英永尤于玉云扎札泽增曾占扎张哲珍珠真周朱卓子宗措牧仓其白彦"
    "孜则孟丑日卜不布依木江买合提古丽娜尔热孜扎提帕尔哈提赛米叶恩努苏图娅满都拉呼德勒"
)
_LONG, _MOSTLY = 15, 0.8


def folded(text: str) -> str:
    """Return a text half-width and without blanks, the form these questions are asked in."""
    return half_width(without_blanks(text))


def is_total(text: str) -> bool:
    """Whether a text opens a line of totals (合计, 小计, 共 73 人)."""
    return _TOTAL.fullmatch(folded(text)) is not None


def is_date(text: str) -> bool:
    """Whether a text is a day and nothing else; in a column of its own it labels nothing."""
    return _DAY.fullmatch(folded(text)) is not None


def section_group(text: str) -> str | None:
    """Return the worker group whose part of the list a text opens ("二、快递员(18人)"); None for any other text."""
    bare = _AFTER_SECTION.sub("", _BEFORE_SECTION.sub("", folded(text)), count=1)
    return group_of(bare) if bare else None


def is_filler(text: str) -> bool:
    """Whether a text only says that there is nothing to say (/, 无, 同上)."""
    return _FILLER.fullmatch(folded(text).casefold()) is not None


def is_note(text: str) -> bool:
    """Whether a text is a remark, a signature line, a date, a page number or a filler."""
    said = folded(text)
    if is_filler(said) or _NOTE_WHOLE.fullmatch(said) or _ROLE.fullmatch(said) or _SIGNER.fullmatch(said):
        return True
    return said == "注" or (_NOTE.match(said) is not None and (len(said) > 4 or ":" in said))


def is_example(text: str) -> bool:
    """Whether a text marks the row that shows how to fill the form."""
    return _EXAMPLE.fullmatch(folded(text)) is not None


def is_signer(text: str) -> bool:
    """Whether a text stands before the name of somebody who signs (填表人, 负责人(签字))."""
    return _SIGNER.fullmatch(folded(text).rstrip(":")) is not None


@lru_cache(maxsize=4096)
def is_label(text: str) -> bool:
    """Whether a text beside a name says that the row is a total, a signature line, a labelled remark."""
    said = folded(text)
    if is_filler(said):
        return False
    return any(one.fullmatch(said) is not None for one in (_TOTAL, _SIGNER, _LABELLED, _EXAMPLE, _NOTE_WHOLE))


def is_remark(text: str) -> bool:
    """Whether a text is anything that is said about people and not by one: totals, notes, labels, examples."""
    said = folded(text)
    return is_total(said) or is_note(said) or is_label(said) or is_example(said)


def may_be_name(text: str) -> bool:
    """Whether a text can be a name where other cells already speak of a person."""
    name = normalise_name(text)
    if check_name(name) or group_of(name) or is_remark(name) or _SECTION.fullmatch(name):
        return False
    return len(name) <= 4 or _REMARK.search(name) is None


def reads_as_name(text: str) -> bool:
    """Whether a text reads as a name and as nothing else, though nothing beside it speaks of a person."""
    name = normalise_name(text)
    if not may_be_name(name) or _SECTION_END.fullmatch(name) or _REMARK.search(name):
        return False
    if DOT in name or 2 <= len(name) <= 4:
        return True
    if len(name) == 1:
        return name not in _SINGLE
    return len(name) <= _LONG and sum(one in _SOUNDS for one in name) >= _MOSTLY * len(name)
