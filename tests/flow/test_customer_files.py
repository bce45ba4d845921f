"""Customers brought in from tables and taken out of the house again."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

import httpx
import pytest

from qingfeng.kernel import table
from qingfeng.kernel.workbook import Sheet, workbook
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.customers import public as customers
from tests.flow.signed_in import Stage, made_stage

stage = made_stage
PATH = "/api/v1/customer-files"
HEAD = "客户编号,姓名,等级,手机,邮箱,标签,备注,生日"


async def brought(client: httpx.AsyncClient, text: str | bytes, **asked: str) -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    answer = await client.post(f"{PATH}/import", files={"file": ("客户.csv", data, "text/csv")}, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def found(client: httpx.AsyncClient, q: str) -> list[Any]:
    return list((await client.get("/api/v1/customers", params={"q": q})).json()["items"])


async def test_rows_are_shown_then_written_and_the_same_again_changes_nothing(stage: Stage) -> None:
    text = f"{HEAD}\nC-1,甲一,金卡,13900000001,JIA@example.com,老客户|北京,常来,1990\n,乙二,,139 0000 0002,,,,\n"
    async with stage.as_("admin") as admin:
        plan = await brought(admin, text.encode("gbk"))
        assert plan["columns"] == ["number", "name", "tier", "phone", "email", "tags", "note", None]
        assert (plan["counts"], plan["written"]) == ({"new": 2, "changed": 0, "same": 0, "wrong": 0}, False)
        assert await found(admin, "甲一") == [], "a preview writes nothing"
        assert (await brought(admin, text, write="true"))["written"]
        (one,) = await found(admin, "13900000001")
        assert (one["name"], one["tier"], one["tags"]) == ("甲一", "gold", ["老客户", "北京"])
        again = await brought(admin, text, write="true")
        assert again["counts"] == {"new": 0, "changed": 0, "same": 2, "wrong": 0}
        more = "手机,姓名,邮箱\n13900000001,,jia@example.com\n13900000002,乙贰,yi@example.com\n"
        plan = await brought(admin, more, write="true")
        assert [(i["name"], i["what"], i["changed"]) for i in plan["items"]] == [("乙二", "changed", ["name", "email"])]
        assert (await found(admin, "yi@example.com"))[0]["name"] == "乙贰", "a blank cell leaves, a filled one changes"


async def test_rows_of_one_person_are_joined_and_the_name_on_the_desk_follows(stage: Stage) -> None:
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        conv = await conversations.get(tx.conn, stage.conversation)
        assert conv is not None
        await customers.put_identity(tx, conv.customer_id, customers.Identity("phone", "+8613900000009", True))
    text = "number,name,phone,email\nC-7,欧阳七,13900000009,\nC-7,,,seven@example.com\n,欧阳柒,,seven@example.com\n"
    async with stage.as_("admin") as admin:
        plan = await brought(admin, text)
        assert [i["what"] for i in plan["items"]] == ["changed", "changed", "changed"]
        assert {i["id"] for i in plan["items"]} == {str(conv.customer_id)}
        await brought(admin, text, write="true")
        people = await found(admin, "C-7") or await found(admin, "seven@example.com")
        assert [UUID(p["id"]) for p in people] == [conv.customer_id]
    async with stage.ours.db.reading(stage.ours.tenant) as conn:
        now = await conversations.get(conn, stage.conversation)
        assert now is not None
        assert now.customer_name == "欧阳柒"


WRONG = [
    (",丙,,,,,,", "number", "no_identity"),
    ("C-9,,,,,,,", "name", "required"),
    (",丙,,12,,,,", "phone", "bad_phone"),
    (",丙,,,not-mail,,,", "email", "bad_email"),
    ("C-9,丙,钻石,,,,,", "tier", "unknown_tier"),
    (f"C-9,{'长' * 81},,,,,,", "name", "too_long"),
    (f"C-9,丙,,,,{'|'.join(map(str, range(21)))},,", "tags", "bad_tags"),
    ("C-10,丙,,13911111111,two@example.com,,,", "number", "two_people"),
    ("C-99,丙,,13911111111,,,,", "number", "other_number"),
]


@pytest.mark.parametrize(("row", "field", "error"), WRONG, ids=[w[2] for w in WRONG])
async def test_a_row_that_is_wrong_is_told_and_the_others_are_written(
    stage: Stage, row: str, field: str, error: str
) -> None:
    known = f"{HEAD}\nC-11,丁,,13911111111,,,,\nC-12,戊,,,two@example.com,,,\n"
    async with stage.as_("admin") as admin:
        await brought(admin, known, write="true")
        plan = await brought(admin, f"{known}{row}\nC-{error},好的,,,,,,\n", write="true")
        (wrong,) = [item for item in plan["items"] if item["what"] == "wrong"]
        assert (wrong["row"], wrong["field"], wrong["error"]) == (4, field, error)
        assert plan["counts"]["new"] == 1


async def test_the_rows_that_are_wrong_come_back_as_a_file_that_can_be_mended(stage: Stage) -> None:
    text = f"{HEAD}\nM-1,好,,,,,,\nM-2,坏,=钻石,,,,=1+1,\n"
    async with stage.as_("admin") as admin:
        answer = await admin.post(f"{PATH}/faults", files={"file": ("x.csv", text.encode(), "text/csv")})
        rows = table.read(answer.content, most=10)
        assert rows[0] == ["行号", "原因", *HEAD.split(",")]
        assert (len(rows), rows[1][0], rows[1][2:5]) == (2, "3", ["M-2", "坏", "=钻石"])
        assert "'=钻石" in answer.text, "nothing in it is a formula"
        mended = answer.content.decode("utf-8-sig").replace("'=钻石", "金卡")
        assert (await brought(admin, mended, write="true"))["counts"]["new"] == 1
        assert (await found(admin, "坏"))[0]["tier"] == "gold"


async def test_columns_are_chosen_by_hand_and_checked(stage: Stage) -> None:
    text = "a,b\n某某,13922222222\n"
    async with stage.as_("admin") as admin:
        plan = await brought(admin, text)
        assert (plan["columns"], plan["problem"]) == ([None, None], "no_identity_column")
        assert plan["sample"] == [["某某", "13922222222"]]
        twice = await brought(admin, text, columns="name,name")
        assert twice["problem"] == "column_twice"
        done = await brought(admin, text, columns="name,phone", write="true")
        assert done["counts"]["new"] == 1
        for columns, status in (("secret", 422), ("name,phone,{", 422)):
            form = {"file": ("x.csv", text.encode(), "text/csv")}
            answer = await admin.post(f"{PATH}/import", files=form, params={"columns": columns})
            assert (answer.status_code, answer.json()["error"]["code"]) == (status, "bad_columns")
        answer = await admin.post(f"{PATH}/import", files={"file": ("x.csv", text.encode(), "text/csv")}, params={"write": "true"})  # fmt: skip
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, "columns")
        book = workbook([Sheet("s", [["name", "phone"], ["工作簿", 13933333333.0]], [0, 0], [0, 0])])
        assert (await brought(admin, book, write="true"))["counts"]["new"] == 1
        assert (await found(admin, "13933333333"))[0]["name"] == "工作簿"


async def test_customers_are_taken_out_as_csv_and_as_a_workbook_and_come_back_the_same(stage: Stage) -> None:
    text = f'{HEAD}\nX-1,"=HYPERLINK(""http://x"")",,13944444444,x@example.com,a|b,@备注,\n'
    async with stage.as_("admin") as admin:
        await brought(admin, text, write="true")
        answer = await admin.get(f"{PATH}/export")
        assert answer.headers["content-disposition"].startswith("attachment")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        (mine,) = [row for row in rows if row["客户编号"] == "X-1"]
        assert mine["姓名"].startswith("'="), "no cell is a formula"
        assert (mine["手机"], mine["标签"], mine["备注"]) == ("+8613944444444", "a|b", "'@备注")
        back = await brought(admin, answer.content, write="true")
        assert (back["counts"]["new"], back["counts"]["changed"]) == (0, 0)
        book = await admin.get(f"{PATH}/export", params={"format": "xlsx", "locale": "en"})
        read = table.read(book.content, most=5000)
        assert read[0][:2] == ["Number", "Name"]
        assert ["X-1", '=HYPERLINK("http://x")'] in [row[:2] for row in read]


async def test_it_asks_for_a_right_is_audited_and_keeps_to_its_house(stage: Stage) -> None:
    form = {"file": ("x.csv", "number,name\nR-1,对手\n".encode(), "text/csv")}
    async with stage.as_("agent") as agent, stage.as_("rival") as rival, stage.as_("admin") as admin:
        assert (await agent.get(f"{PATH}/export")).status_code == 403
        assert (await agent.post(f"{PATH}/import", files=form)).status_code == 403
        assert (await agent.post(f"{PATH}/faults", files=form)).status_code == 403
        await brought(rival, "number,name\nR-1,对手\n", write="true")
        assert await found(admin, "对手") == []
        assert "对手" not in (await admin.get(f"{PATH}/export")).text
        assert "对手" in (await rival.get(f"{PATH}/export")).text
        for action in ("customer.imported", "customer.exported"):
            trail = (await rival.get("/api/v1/audit", params={"action": action})).json()["items"]
            assert trail[0]["detail"], action
        role = {"name_zh": "导出员", "name_en": "Exporter", "about": "", "permissions": ["customers.read", "customers.write", "customers.bulk", "users.manage"]}  # fmt: skip
        made = await admin.post("/api/v1/roles", json=role)
        async with stage.ours.work.tx(stage.ours.tenant) as tx:
            await tx.execute("UPDATE access.users SET role = $1 WHERE email = 'boss@example.com'", made.json()["code"])
    async with stage.as_("boss") as boss:
        text = (await boss.get(f"{PATH}/export")).text
        assert "13944444444" not in text, "without the right to see them phones are masked"
        assert "139****" in text
