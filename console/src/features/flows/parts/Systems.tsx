import Button from "antd/es/button";
import Popconfirm from "antd/es/popconfirm";
import Table from "antd/es/table";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { BusinessSystem } from "@/api/types";
import { Bones, Empty, Failed, Tag, sayDone, sayError } from "@/design";
import { t } from "@/i18n";
import { removeSystem, useSystems } from "../data";
import { SystemDialog } from "./SystemDialog";
import { SystemTry } from "./SystemTry";
import css from "./flows.module.css";

/** The systems that flows may ask: where they are, what they can do, tried on the spot. */
export function Systems({ writes }: { writes: boolean }) {
  const query = useSystems();
  const [edited, setEdited] = useState<BusinessSystem | "new" | null>(null);
  const [tried, setTried] = useState<BusinessSystem | null>(null);
  const items = query.data;
  return (
    <>
      {writes && (
        <div className={css.tools}>
          <Button icon={<Plus size={14} aria-hidden />} onClick={() => setEdited("new")}>
            {t("flows.new_system")}
          </Button>
        </div>
      )}
      {query.isPending && <Bones rows={3} />}
      {query.isError && items === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {items?.length === 0 && <Empty title={t("flows.no_systems")} text={t("flows.no_systems_hint")} />}
      {items !== undefined && items.length > 0 && (
        <Table<BusinessSystem>
          rowKey="code"
          size="middle"
          dataSource={items}
          pagination={false}
          scroll={{ x: 760 }}
          expandable={{
            expandedRowRender: (one) => (
              <ul>
                {one.operations.map((each) => (
                  <li key={each.name}>
                    <b>{each.name}</b> {each.summary} {each.changes && <Tag tone="amber">{t("flows.changes")}</Tag>}{" "}
                    <small className="muted">{(each.parameters ?? []).map((given) => given.name).join(", ")}</small>
                  </li>
                ))}
              </ul>
            ),
          }}
          columns={[
            {
              title: t("flows.system"),
              render: (_, one) => (
                <>
                  <b>{one.title}</b> <Tag>{one.code}</Tag>
                </>
              ),
            },
            { title: t("flows.base_url"), dataIndex: "base_url", ellipsis: true },
            { title: t("flows.operations"), width: 90, align: "right", render: (_, one) => one.operations.length },
            {
              title: "",
              width: 240,
              align: "right",
              render: (_, one) =>
                writes && (
                  <>
                    <Button size="small" onClick={() => setTried(one)}>
                      {t("flows.try")}
                    </Button>{" "}
                    <Button size="small" onClick={() => setEdited(one)}>
                      {t("roles.edit")}
                    </Button>{" "}
                    <Popconfirm
                      title={t("flows.remove_system", { name: one.title })}
                      okText={t("action.delete")}
                      cancelText={t("action.cancel")}
                      onConfirm={() =>
                        void removeSystem(one.code)
                          .then(() => sayDone(t("flows.removed")))
                          .catch(sayError)
                      }
                    >
                      <Button size="small">{t("action.delete")}</Button>
                    </Popconfirm>
                  </>
                ),
            },
          ]}
        />
      )}
      {edited !== null && <SystemDialog kept={edited === "new" ? null : edited} close={() => setEdited(null)} />}
      {tried !== null && <SystemTry system={tried} close={() => setTried(null)} />}
    </>
  );
}
