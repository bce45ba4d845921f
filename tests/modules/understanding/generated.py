"""Personal data made up by rule, for tests and benches: identity cards, telephones, bank cards, plates, addresses; and
order numbers that pass the check of a card."""

from __future__ import annotations

from random import Random

from qingfeng.modules.understanding.personal import luhn

PROVINCES = (
    ("广东省", "深圳市", "南山区"), ("浙江省", "杭州市", "西湖区"), ("四川省", "成都市", "武侯区"), ("江苏省", "昆山市", "玉山镇"),
    ("", "北京市", "朝阳区"), ("", "上海市", "浦东新区"), ("湖北省", "武汉市", "洪山区"), ("陕西省", "西安市", "雁塔区"),
    ("广西壮族自治区", "南宁市", "青秀区"), ("内蒙古自治区", "呼和浩特市", "赛罕区"), ("河南", "郑州", "金水区"), ("重庆市", "", "渝北区"),
    ("新疆维吾尔自治区", "乌鲁木齐市", "天山区"), ("福建省", "厦门市", "思明区"), ("山东省", "青岛市", "市南区"), ("湖南省", "长沙县", "星沙街道"),
)  # fmt: skip
ROADS = (
    "科技园路", "建国路", "人民南路", "中山大道", "解放街", "学院路", "长江东路", "文三西路", "世纪大道", "和平里东街", "五一广场", "望京街",
    "梧桐巷", "张江路", "幸福村", "李家庄",
)  # fmt: skip
YARDS = ("阳光花园", "万科城", "翠苑小区", "金桂苑", "", "", "星河湾", "华润大厦", "绿地家园")
IDS = (110101, 310104, 440305, 330106, 510107, 420111, 610113, 320583, 650102, 150105, 810000, 460105)
BINS = (
    ("622202", 19), ("622848", 19), ("621700", 19), ("621661", 19), ("622588", 16), ("622262", 17), ("621226", 19), ("623058", 16),
    ("625912", 16), ("621098", 19), ("622908", 18), ("436742", 16), ("524094", 16), ("411111", 16), ("552599", 16),
)  # fmt: skip
SAID = {
    "id_card": (
        "身份证{}",
        "我的身份证号是{}，实名认证一直过不去",
        "{}",
        "证件号：{} 姓名王芳",
        "实名用这个 {} 可以吗",
    ),
    "phone": ("打我电话{}", "{}", "手机号是{}，下午三点后联系", "换成{}这个号码吧", "师傅电话{}打不通"),
    "bank_card": ("退到这张卡{}", "{}", "银行卡号是{}，工商银行的", "卡号：{}", "我付款用的是{}，帮我查下"),
    "plate": ("车牌{}", "{}", "我车牌是{}，进小区要登记", "开的{}过来提货", "送货车是{}吗"),
    "address": ("收货地址改成{}", "{}", "我家住在{}，能送上门吗", "麻烦寄到{}，谢谢", "地址：{}"),
    "order": ("订单号{}", "{}", "订单{}怎么还没发货", "帮我查一下{}", "快递单号{}没有物流"),
}


def id_card(chance: Random) -> str:
    born = f"{chance.randint(1940, 2015)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    body = f"{chance.choice(IDS)}{born}{chance.randint(0, 999):03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]
    return body + (check.lower() if chance.random() < 0.3 else check)


def phone(chance: Random) -> str:
    number = f"1{chance.randint(3, 9)}{chance.randint(0, 10**9 - 1):09}"
    shape = chance.randrange(6)
    if shape == 1:
        return f"{number[:3]} {number[3:7]} {number[7:]}"
    if shape == 2:
        return f"{number[:3]}-{number[3:7]}-{number[7:]}"
    if shape == 3:
        return f"+86 {number}"
    if shape == 4:
        return number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return number


def checked(body: str) -> str:
    return next(body + d for d in "0123456789" if luhn(body + d))


def bank_card(chance: Random) -> str:
    start, length = chance.choice(BINS)
    number = checked(start + "".join(str(chance.randrange(10)) for _ in range(length - len(start) - 1)))
    if chance.random() < 0.3:
        return " ".join(number[at : at + 4] for at in range(0, length, 4))
    return number


def plate(chance: Random) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    head = chance.choice("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼") + chance.choice(letters)
    shape = chance.randrange(4)
    if shape == 0:
        return head + chance.choice("DF") + chance.choice(letters + "0123456789") + f"{chance.randint(0, 9999):04}"
    if shape == 1:
        return head + f"{chance.randint(0, 99999):05}" + chance.choice("DF")
    body = "".join(chance.choice(letters + "0123456789") for _ in range(5))
    return f"{head}·{body}" if shape == 2 else head + body


def address(chance: Random) -> str:
    province, city, area = chance.choice(PROVINCES)
    start = "".join((province, city, area)) if chance.random() < 0.8 else area
    end = f"{chance.choice(YARDS)}{chance.randint(1, 30)}{chance.choice(('栋', '号楼', '幢'))}"
    if chance.random() < 0.6:
        end += f"{chance.randint(1, 5)}单元"
    end += f"{chance.randint(101, 3205)}{chance.choice(('室', '', '号', '房'))}"
    if chance.random() < 0.25:
        end = ""
    return f"{start}{chance.choice(ROADS)}{chance.randint(1, 999)}号{end}"


def order(chance: Random) -> str:
    """As shops make them: of the day, of a shop's letters, by a counter; all pass the check of a card."""
    day = f"{chance.choice((24, 25, 26))}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    rest = "".join(str(chance.randrange(10)) for _ in range(12))
    shape = chance.randrange(5)
    if shape == 0:
        return checked(f"20{day}{rest[:10]}")
    if shape == 1:
        return checked(f"{day}{rest[:9]}")
    if shape == 2:
        return "JD" + checked(f"20{day}{rest[:6]}")
    if shape == 3:
        return checked(f"{chance.choice((1, 2, 3))}{rest}{rest[:5]}")
    return checked(f"{chance.choice((10, 30, 70, 88))}{rest[:11]}")


MAKERS = {"id_card": id_card, "phone": phone, "bank_card": bank_card, "plate": plate, "address": address}
